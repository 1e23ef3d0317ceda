#include "publish/transcript/captions.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <unicode/uchar.h>

#include "base/utf8.h"

namespace boyin::publish {
namespace {

// What breaks cost. Few captions first, then breaks where a reader would breathe.
constexpr double kCaptionCost = 16;
constexpr double kUnmarked = 8;       // of a break where no mark stands
constexpr double kColumnCost = 0.05;  // for each column by which two lines differ

bool IsOpening(char32_t c) {
  const auto type = u_charType(static_cast<UChar32>(c));
  return type == U_START_PUNCTUATION || type == U_INITIAL_PUNCTUATION || type == U_CURRENCY_SYMBOL;
}

bool IsClosing(char32_t c) {
  const auto type = u_charType(static_cast<UChar32>(c));
  return type == U_END_PUNCTUATION || type == U_FINAL_PUNCTUATION || type == U_OTHER_PUNCTUATION ||
         type == U_DASH_PUNCTUATION || type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

bool IsDigit(char32_t c) { return u_isdigit(static_cast<UChar32>(c)) != 0; }
bool IsSpace(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

/// Letters, digits and ASCII marks: they stand tight in words, numbers and addresses.
bool IsTight(char32_t c) {
  return c < 0x2000 ? !IsSpace(c) : u_isalpha(static_cast<UChar32>(c)) != 0 && !utf8::IsHan(c);
}

/// Whether a line may end between two characters, as far as they tell.
bool MayBreak(char32_t before, char32_t after) {
  if (IsSpace(after) || IsClosing(after) || IsOpening(before)) return false;
  if (IsDigit(before) && utf8::IsHan(after)) return false;  // 15位
  return !(IsTight(before) && IsTight(after));
}

/// What it costs to break after this character.
double BreakCost(char32_t before) {
  switch (before) {
    case U'。':
    case U'！':
    case U'？':
    case U'；':
    case U'!':
    case U'?':
    case U';':
      return 0;
    case U'，':
    case U',':
    case U'：':
    case U':':
      return 1;
    case U'、':
    case U'”':
    case U'》':
    case U'）':
      return 4;
    default:
      return IsSpace(before) ? 6 : kUnmarked;
  }
}

/// The same where no mark stands, by how strongly the words are parted as they are spoken.
double BreakCost(prosody::Break spoken) {
  switch (spoken) {
    case prosody::Break::kNone:
      return 11;
    case prosody::Break::kWord:
      return kUnmarked;
    case prosody::Break::kPhrase:
      return 6;
    case prosody::Break::kMajor:
    case prosody::Break::kSentence:
      return 4;
  }
  return kUnmarked;
}

/// A piece of a sentence that stays on one line.
struct Atom {
  Range text;
  std::size_t columns = 0;
  double break_cost = 0;  // of ending a line after it
};

std::size_t ColumnsOf(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  const auto type = u_charType(point);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  switch (u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_FULLWIDTH:
    case U_EA_WIDE:
    case U_EA_AMBIGUOUS:  // “ ” — · … are wide among Chinese
      return 2;
    default:
      return 1;
  }
}

bool InsideWord(const std::vector<episode::ShownWord>& words, std::size_t at) {
  const auto word = std::partition_point(
      words.begin(), words.end(), [&](const episode::ShownWord& w) { return w.text.end <= at; });
  return word != words.end() && word->text.begin < at;
}

/// Cuts a sentence where a line may end. What is wider than a line is cut between words, and where
/// even a word is wider, in the word: there is no other way to show it.
class Cutter {
 public:
  explicit Cutter(const episode::Shown& sentence) : sentence_(sentence) {}

  std::vector<Atom> Run() {
    const std::string& text = sentence_.text;
    for (std::size_t at = 0; at < text.size();) {
      const utf8::CodePoint c = utf8::Decode(text, at);
      const std::size_t columns = ColumnsOf(c.value);
      const bool between = at > 0 && !InsideWord(sentence_.words, at);
      if (between && MayBreak(before_, c.value)) End(at, atom_.columns);
      if (atom_.columns + columns > kLineColumns) {
        if (edge_ > atom_.text.begin) End(edge_, edge_columns_);
        if (atom_.columns + columns > kLineColumns) End(at, atom_.columns);
      }
      atom_.columns += columns;
      before_ = c.value;
      at += c.length;
      if (!InsideWord(sentence_.words, at)) {
        edge_ = at;
        edge_columns_ = atom_.columns;
      }
    }
    End(text.size(), atom_.columns);
    return std::move(atoms_);
  }

 private:
  void End(std::size_t at, std::size_t columns) {
    if (at == atom_.text.begin) return;
    const double marked = BreakCost(before_);
    atoms_.push_back({{atom_.text.begin, at}, columns, marked < kUnmarked ? marked : AsSpoken(at)});
    atom_ = {{at, at}, atom_.columns - columns, 0};
    edge_ = at;
    edge_columns_ = 0;
  }

  /// What a break costs behind the word that ends at `at`.
  [[nodiscard]] double AsSpoken(std::size_t at) const {
    const auto& words = sentence_.words;
    const auto word = std::partition_point(
        words.begin(), words.end(), [&](const episode::ShownWord& w) { return w.text.end < at; });
    return word != words.end() && word->text.end == at ? BreakCost(word->after) : kUnmarked;
  }

  const episode::Shown& sentence_;
  std::vector<Atom> atoms_;
  Atom atom_;
  std::size_t edge_ = 0;  // the last place in the atom that is between words
  std::size_t edge_columns_ = 0;
  char32_t before_ = 0;
};

struct Plan {
  double cost = std::numeric_limits<double>::infinity();
  std::size_t begin = 0;   // the first atom of the last caption
  std::size_t second = 0;  // the first atom of its second line, or its end
};

/// The cheapest way to show atoms [begin, end) in one caption, where they fit.
std::optional<Plan> OneCaption(const std::vector<Atom>& atoms,
                               const std::vector<std::size_t>& columns, std::size_t begin,
                               std::size_t end) {
  const std::size_t all = columns[end] - columns[begin];
  if (all > 2 * kLineColumns) return std::nullopt;
  if (all <= kLineColumns) return Plan{kCaptionCost, begin, end};
  std::optional<Plan> best;
  for (std::size_t second = begin + 1; second < end; ++second) {
    const std::size_t first_columns = columns[second] - columns[begin];
    const std::size_t second_columns = all - first_columns;
    if (first_columns > kLineColumns || second_columns > kLineColumns) continue;
    const auto uneven = static_cast<double>(std::max(first_columns, second_columns) -
                                            std::min(first_columns, second_columns));
    const double cost = kCaptionCost + atoms[second - 1].break_cost + uneven * kColumnCost;
    if (!best || cost < best->cost) best = Plan{cost, begin, second};
  }
  return best;
}

/// The cheapest captions for all atoms, by dynamic programming over where captions end.
std::vector<Plan> Cut(const std::vector<Atom>& atoms) {
  std::vector<std::size_t> columns{0};
  for (const Atom& atom : atoms) columns.push_back(columns.back() + atom.columns);
  std::vector<Plan> best(atoms.size() + 1);
  best[0].cost = 0;
  for (std::size_t end = 1; end <= atoms.size(); ++end) {
    for (std::size_t begin = end; begin-- > 0;) {
      if (columns[end] - columns[begin] > 2 * kLineColumns) break;
      std::optional<Plan> caption = OneCaption(atoms, columns, begin, end);
      if (!caption) continue;
      // Between captions a bad break hurts more: the reader must wait for the rest of the phrase.
      caption->cost += best[begin].cost;
      if (end < atoms.size()) caption->cost += 3 * atoms[end - 1].break_cost;
      if (caption->cost < best[end].cost) best[end] = *caption;
    }
  }
  return best;
}

Caption::Line LineOf(const episode::Shown& sentence, Range text) {
  Caption::Line line;
  while (!text.empty() && sentence.text[text.begin] == ' ') ++text.begin;
  while (!text.empty() && sentence.text[text.end - 1] == ' ') --text.end;
  line.text = text.In(sentence.text);
  for (const episode::ShownWord& word : sentence.words) {
    if (word.text.begin < text.begin || word.text.end > text.end) continue;
    line.words.push_back(
        {{word.text.begin - text.begin, word.text.end - text.begin}, word.begin_ms, word.end_ms});
  }
  return line;
}

/// When byte `at` of a sentence is heard: by its words, else by its share of the width.
std::int64_t TimeAt(const episode::Shown& sentence, std::size_t at) {
  const auto word = std::find_if(sentence.words.begin(), sentence.words.end(),
                                 [&](const episode::ShownWord& w) { return w.text.begin >= at; });
  if (word != sentence.words.end()) {
    return std::clamp(word->begin_ms, sentence.begin_ms, sentence.end_ms);
  }
  const auto whole = static_cast<std::int64_t>(std::max<std::size_t>(1, Columns(sentence.text)));
  const auto before =
      static_cast<std::int64_t>(Columns(std::string_view(sentence.text).substr(0, at)));
  return sentence.begin_ms + (sentence.end_ms - sentence.begin_ms) * before / whole;
}

void AddCaptions(const episode::Shown& sentence, std::vector<Caption>& captions) {
  const std::vector<Atom> atoms = Cutter(sentence).Run();
  const std::vector<Plan> plans = Cut(atoms);
  std::vector<Caption> own;
  for (std::size_t end = atoms.size(); end > 0; end = plans[end].begin) {
    const Plan& plan = plans[end];
    Caption caption;
    caption.speaker = sentence.speaker;
    const std::size_t begin = atoms[plan.begin].text.begin;
    const std::size_t stop = atoms[end - 1].text.end;
    const std::size_t middle = plan.second < end ? atoms[plan.second].text.begin : stop;
    caption.lines.push_back(LineOf(sentence, {begin, middle}));
    if (middle < stop) caption.lines.push_back(LineOf(sentence, {middle, stop}));
    caption.begin_ms = begin == 0 ? sentence.begin_ms : TimeAt(sentence, begin);
    caption.end_ms = own.empty() ? sentence.end_ms : own.back().begin_ms;
    caption.end_ms = std::max(caption.end_ms, caption.begin_ms + 1);
    own.push_back(std::move(caption));
  }
  captions.insert(captions.end(), own.rbegin(), own.rend());
}

}  // namespace

std::size_t Columns(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    columns += ColumnsOf(c.value);
    at += c.length;
  }
  return columns;
}

std::vector<Caption> CaptionsOf(const std::vector<episode::Shown>& sentences) {
  std::vector<Caption> captions;
  for (const episode::Shown& sentence : sentences) AddCaptions(sentence, captions);
  return captions;
}

}  // namespace boyin::publish
