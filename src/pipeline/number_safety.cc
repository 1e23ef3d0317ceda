#include "pipeline/number_safety.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"

namespace boyin::pipeline {
namespace {

constexpr int kGroupPauseMs = 300;
constexpr std::u32string_view kNumerals = U"零〇一二三四五六七八九十百千万亿两幺点半";
constexpr std::u32string_view kClauseMarks = U"，；：。！？、,;:";
constexpr std::u32string_view kSentenceMarks = U"。！？";

constexpr std::array<std::string_view, 9> kMoney{"元",   "块",   "角",   "美元", "港元",
                                                 "欧元", "日元", "万元", "亿元"};
constexpr std::array<std::string_view, 16> kDoses{"毫克", "毫升", "微克", "克",  "片", "粒",
                                                  "支",   "滴",   "丸",   "袋",  "次", "单位",
                                                  "勺",   "喷",   "贴",   "小时"};
constexpr std::array<std::string_view, 14> kDoseCues{"每次", "一次", "每日", "一日", "每天",
                                                     "口服", "服用", "用量", "剂量", "注射",
                                                     "外用", "涂抹", "滴眼", "间隔"};
constexpr std::array<std::string_view, 12> kStreets{"路", "街", "道", "巷", "弄", "里",
                                                    "村", "镇", "段", "园", "苑", "胡同"};
constexpr std::array<std::string_view, 11> kHouses{"号楼", "号", "栋", "幢", "座", "单元",
                                                   "楼",   "层", "室", "房", "弄"};

struct Letter {
  char32_t value = 0;
  std::size_t at = 0;
};

/// The spoken text, letter by letter, with the questions that are asked of it.
class Text {
 public:
  explicit Text(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size();) {
      const utf8::CodePoint c = utf8::Decode(text, at);
      letters_.push_back({c.value, at});
      at += c.length;
    }
    letters_.push_back({0, text.size()});
  }

  [[nodiscard]] std::size_t size() const { return letters_.size() - 1; }
  [[nodiscard]] std::size_t ByteAt(std::size_t letter) const { return letters_[letter].at; }
  [[nodiscard]] char32_t operator[](std::size_t letter) const { return letters_[letter].value; }
  [[nodiscard]] bool Numeral(std::size_t letter) const {
    return letter < size() && kNumerals.find(letters_[letter].value) != std::u32string_view::npos;
  }
  [[nodiscard]] std::size_t EndOfNumeral(std::size_t letter) const {
    while (Numeral(letter)) ++letter;
    return letter;
  }

  /// Letters of the longest of `words` that stands here; 0 where none does.
  template <std::size_t N>
  [[nodiscard]] std::size_t WordAt(std::size_t letter,
                                   const std::array<std::string_view, N>& words) const {
    std::size_t longest = 0;
    for (const std::string_view word : words) {
      if (!text_.substr(ByteAt(letter)).starts_with(word)) continue;
      longest = std::max(longest, word.size() / 3);  // all are Han characters
    }
    return longest;
  }

  template <std::size_t N>
  [[nodiscard]] bool WordBefore(std::size_t letter,
                                const std::array<std::string_view, N>& words) const {
    const std::string_view before = text_.substr(0, ByteAt(letter));
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return before.ends_with(word); });
  }

  /// Whether one of `words` stands in the sentence around a letter.
  template <std::size_t N>
  [[nodiscard]] bool WordAround(std::size_t letter,
                                const std::array<std::string_view, N>& words) const {
    const auto mark = [&](std::size_t i) {
      return kSentenceMarks.find(letters_[i].value) != std::u32string_view::npos;
    };
    std::size_t begin = letter;
    while (begin > 0 && !mark(begin - 1)) --begin;
    std::size_t end = letter;
    while (end < size() && !mark(end)) ++end;
    const std::string_view around = text_.substr(ByteAt(begin), ByteAt(end) - ByteAt(begin));
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
      return around.find(word) != std::string_view::npos;
    });
  }

 private:
  std::string_view text_;
  std::vector<Letter> letters_;
};

/// How many digits stand together in a telephone number.
std::vector<std::size_t> PhoneGroups(std::u32string_view digits) {
  const auto area = [&]() -> std::size_t {  // 010, 02x; all others have four digits
    return digits[1] == U'幺' || digits[1] == U'一' || digits[1] == U'二' ? 3 : 4;
  };
  const std::size_t n = digits.size();
  if (n <= 6) return {n};
  if (n == 7) return {3, 4};
  if (n == 8) return {4, 4};
  if (digits[0] == U'零') {
    const std::size_t local = n - std::min(n, area());
    if (local == 7) return {area(), 3, 4};
    if (local == 8) return {area(), 4, 4};
  }
  if (n == 10) return {3, 3, 4};  // 400
  if (n == 11) return {3, 4, 4};  // mobile
  std::vector<std::size_t> groups(n / 4, 4);
  if (n % 4 > 0) groups.push_back(n % 4);
  return groups;
}

/// Where the groups of a telephone number begin. What is no digit (加, 转) begins a group itself.
std::vector<std::size_t> PhoneStarts(const Text& text, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> starts;
  for (std::size_t at = begin; at < end;) {
    if (!text.Numeral(at)) {
      if (at > begin) starts.push_back(text.ByteAt(at));
      ++at;
      continue;
    }
    std::size_t stop = at;
    std::u32string digits;
    while (stop < end && text.Numeral(stop)) digits += text[stop++];
    std::size_t first = at;
    // 八六 behind 加 is the country, not part of the number.
    if (at > begin && text[at - 1] == U'加' && digits.starts_with(U"八六") && digits.size() > 11) {
      digits.erase(0, 2);
      at = first += 2;
      starts.push_back(text.ByteAt(first));
    }
    for (const std::size_t group : PhoneGroups(digits)) {
      if (first > at) starts.push_back(text.ByteAt(first));
      first += group;
    }
    at = stop;
  }
  return starts;
}

/// Behind 亿 and 万, where more follows.
std::vector<std::size_t> ScaleStarts(const Text& text, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLong = 6;  // letters; a shorter sum is understood at once
  std::vector<std::size_t> starts;
  for (std::size_t at = begin; end - begin >= kLong && at + 1 < end; ++at) {
    const bool scale = text[at] == U'万' || text[at] == U'亿';
    if (scale && text.Numeral(at + 1) && text[at + 1] != U'亿') {
      starts.push_back(text.ByteAt(at + 1));
    }
  }
  return starts;
}

/// The end of an address whose first number is [at, end): 一百二十八号三栋五零二室.
std::size_t EndOfAddress(const Text& text, std::size_t end, std::vector<std::size_t>& groups) {
  std::size_t house = text.WordAt(end, kHouses);
  if (house == 0) return end;
  end += house;
  while (true) {
    const std::size_t next = text.EndOfNumeral(end);
    house = next > end ? text.WordAt(next, kHouses) : 0;
    if (house == 0) return end;
    groups.push_back(text.ByteAt(end));
    end = next + house;
  }
}

/// A price, dose or address whose numeral is [at, end).
std::optional<SafeNumber> NumberAt(const Text& text, std::size_t at, std::size_t end) {
  const auto range = [&](std::size_t last) { return Range{text.ByteAt(at), text.ByteAt(last)}; };
  if (text.WordBefore(at, kStreets)) {
    std::vector<std::size_t> groups;
    const std::size_t last = EndOfAddress(text, end, groups);
    if (last > end) return SafeNumber{range(last), std::move(groups)};
  }
  if (const std::size_t unit = text.WordAt(end, kMoney); unit > 0) {
    return SafeNumber{range(end + unit), ScaleStarts(text, at, end)};
  }
  const std::size_t unit = text.WordAt(end, kDoses);
  if (unit == 0 || !text.WordAround(at, kDoseCues)) return std::nullopt;
  return SafeNumber{range(end + unit), {}};
}

std::size_t LetterAt(const Text& text, std::size_t byte) {
  std::size_t letter = 0;
  while (letter < text.size() && text.ByteAt(letter) < byte) ++letter;
  return letter;
}

bool InOne(const std::vector<SafeNumber>& numbers, std::size_t byte) {
  return std::any_of(numbers.begin(), numbers.end(),
                     [&](const SafeNumber& number) { return number.spoken.Contains(byte); });
}

bool HasMark(std::string_view text, std::u32string_view marks) {
  for (const char32_t c : utf8::ToUtf32(std::string(text))) {
    if (marks.find(c) != std::u32string_view::npos) return true;
  }
  return false;
}

/// Walks through the units of a sentence and cuts it.
class Cutter {
 public:
  Cutter(const prosody::Sentence& sentence, std::string_view text,
         const std::vector<SafeNumber>& numbers)
      : sentence_(sentence), text_(text), numbers_(numbers) {}

  std::vector<Part> Cut() {
    Clauses();
    Join();
    if (parts_.empty()) return {};
    parts_.front().spoken.begin = sentence_.spoken.begin;
    for (std::size_t i = 0; i + 1 < parts_.size(); ++i) {
      parts_[i].spoken.end = parts_[i + 1].spoken.begin;
    }
    parts_.back().spoken.end = sentence_.spoken.end;
    parts_.back().plan.contour = sentence_.plan.contour;
    parts_.back().pause_after_ms = sentence_.pause_after_ms;
    return std::move(parts_);
  }

 private:
  /// One part for each clause.
  void Clauses() {
    std::size_t said = sentence_.spoken.begin;
    int break_ms = 0;
    for (const prosody::Unit& unit : sentence_.plan.units) {
      const std::optional<Range> spoken = prosody::SpokenOf(unit);
      if (!spoken) {
        break_ms = std::max(break_ms, std::get<prosody::BreakUnit>(unit).length_ms);
        continue;
      }
      const std::string_view gap =
          text_.substr(said, spoken->begin - std::min(said, spoken->begin));
      const bool parts = parts_.empty() || HasMark(gap, kClauseMarks);
      if (parts) {
        if (!parts_.empty()) parts_.back().pause_after_ms = break_ms;
        parts_.push_back(
            {{spoken->begin, spoken->end}, {{}, prosody::Contour::kContinues}, false, 0});
      } else if (const int pause = std::max(break_ms, GroupPause(*spoken)); pause > 0) {
        parts_.back().plan.units.emplace_back(prosody::BreakUnit{pause});
      }
      parts_.back().safe = parts_.back().safe || InNumber(*spoken);
      parts_.back().plan.units.push_back(unit);
      said = spoken->end;
      break_ms = 0;
    }
  }

  /// Clauses that are both careful, or both not, are one part.
  void Join() {
    std::vector<Part> joined;
    for (Part& part : parts_) {
      if (joined.empty() || joined.back().safe != part.safe) {
        joined.push_back(std::move(part));
        continue;
      }
      Part& before = joined.back();
      before.plan.units.emplace_back(prosody::BreakUnit{before.pause_after_ms});
      before.plan.units.insert(before.plan.units.end(), part.plan.units.begin(),
                               part.plan.units.end());
      before.pause_after_ms = part.pause_after_ms;
    }
    parts_ = std::move(joined);
  }

  [[nodiscard]] bool InNumber(Range spoken) const {
    return std::any_of(numbers_.begin(), numbers_.end(), [&](const SafeNumber& number) {
      return spoken.begin < number.spoken.end && number.spoken.begin < spoken.end;
    });
  }

  /// Before a group, a number, and what comes after one.
  [[nodiscard]] int GroupPause(Range spoken) const {
    for (const SafeNumber& number : numbers_) {
      const bool group = std::find(number.groups.begin(), number.groups.end(), spoken.begin) !=
                         number.groups.end();
      if (group) return kGroupPauseMs;
      if (spoken.begin == number.spoken.begin || spoken.begin == number.spoken.end) {
        return kGroupPauseMs / 2;
      }
    }
    return 0;
  }

  const prosody::Sentence& sentence_;
  std::string_view text_;
  const std::vector<SafeNumber>& numbers_;
  std::vector<Part> parts_;
};

}  // namespace

std::vector<SafeNumber> SafeNumbers(const normalise::Spoken& spoken) {
  const Text text(spoken.text);
  std::vector<SafeNumber> numbers;
  for (const normalise::Piece& piece : spoken.pieces) {
    if (piece.kind != normalise::PieceKind::kVerbalised) continue;
    const std::string& kind = spoken.details[piece.detail].semiotic_class;
    if (kind != "phone" && kind != "hotline") continue;
    numbers.push_back({piece.spoken, PhoneStarts(text, LetterAt(text, piece.spoken.begin),
                                                 LetterAt(text, piece.spoken.end))});
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.EndOfNumeral(at);
    if (end == at) {
      ++at;
      continue;
    }
    std::optional<SafeNumber> number = NumberAt(text, at, end);
    at = end;
    if (!number || InOne(numbers, number->spoken.begin)) continue;
    at = std::max(at, LetterAt(text, number->spoken.end));
    numbers.push_back(std::move(*number));
  }
  std::sort(numbers.begin(), numbers.end(), [](const SafeNumber& a, const SafeNumber& b) {
    return a.spoken.begin < b.spoken.begin;
  });
  return numbers;
}

std::vector<Part> CutAtNumbers(const prosody::Sentence& sentence, std::string_view text,
                               const std::vector<SafeNumber>& numbers) {
  return Cutter(sentence, text, numbers).Cut();
}

}  // namespace boyin::pipeline
