#include "pronounce/pronounce.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

#include "pronounce/contexts.h"
#include "pronounce/data.h"
#include "pronounce/decide.h"
#include "pronounce/draft.h"
#include "pronounce/foreign.h"
#include "pronounce/names.h"
#include "pronounce/polyphone.h"
#include "pronounce/sandhi.h"
#include "pronounce/second.h"
#include "pronounce/segment.h"
#include "pronounce/taiwan.h"
#include "pronounce/user_words.h"

namespace boyin::pronounce {
namespace {

/// Joins letters into one run: over a single space, hyphen, apostrophe, point or ampersand between
/// letters. A cell at or behind the byte `stop` is never reached.
std::size_t EndOfForeign(const Draft& draft, std::size_t begin, std::size_t stop) {
  constexpr std::u32string_view kJoiners = U" -'’.&+‑";
  std::size_t at = begin;
  const auto is_open = [&](std::size_t i) { return i == begin || draft.cells[i].byte < stop; };
  const auto is_letter = [&](std::size_t i) {
    return i < draft.cells.size() && draft.cells[i].kind == CellKind::kLetter;
  };
  while (is_letter(at) && is_open(at)) {
    ++at;
    if (!is_letter(at) && is_letter(at + 1) && is_open(at) &&
        kJoiners.find(draft.At(at)) != std::u32string_view::npos) {
      ++at;
    }
  }
  return at;
}

/// Turns a finished draft into tokens that tile the text.
class Tiler {
 public:
  Tiler(const normalise::Spoken& spoken, const Draft& draft, const ForeignWords& foreign)
      : spoken_(spoken), draft_(draft), foreign_(foreign) {
    for (const normalise::Override& wish : spoken.overrides) {
      if (wish.kind == normalise::Override::Kind::kPause) pauses_.push_back(&wish);
    }
    std::ranges::stable_sort(pauses_, {}, [](const auto* wish) { return wish->spoken.begin; });
  }

  Utterance Tile() {
    out_.text = spoken_.text;
    out_.tokens.reserve(draft_.cells.size() + pauses_.size());
    for (std::size_t i = 0; i < draft_.cells.size();) {
      PausesUpTo(draft_.cells[i].byte);
      std::size_t end = i + 1;
      if (draft_.cells[i].kind == CellKind::kHan) {
        Syllable(i);
      } else if (draft_.cells[i].kind == CellKind::kLetter) {
        end = EndOfForeign(draft_, i, NextPause());
        Letters(i, end);
      } else {
        const std::size_t stop = NextPause();
        while (draft_.At(i) == U' ' && draft_.At(end) == U' ' && draft_.cells[end].byte < stop)
          ++end;
        out_.tokens.push_back(Blank(TokenKind::kPunctuation, i, end));
      }
      i = end;
    }
    PausesUpTo(spoken_.text.size());
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::size_t ByteAt(std::size_t cell) const {
    return cell < draft_.cells.size() ? draft_.cells[cell].byte : spoken_.text.size();
  }

  [[nodiscard]] Token Blank(TokenKind kind, std::size_t begin, std::size_t end) const {
    Token token;
    token.kind = kind;
    token.spoken = {ByteAt(begin), ByteAt(end)};
    return token;
  }

  /// The byte at which a run ends, since the writer wants a pause there.
  [[nodiscard]] std::size_t NextPause() const {
    return next_pause_ == pauses_.size() ? spoken_.text.size() + 1
                                         : pauses_[next_pause_]->spoken.begin;
  }

  void PausesUpTo(std::size_t byte) {
    for (; next_pause_ < pauses_.size() && pauses_[next_pause_]->spoken.begin <= byte;
         ++next_pause_) {
      const std::string& value = pauses_[next_pause_]->value;
      Token token;
      token.kind = TokenKind::kPause;
      token.spoken = {byte, byte};
      std::from_chars(value.data(), value.data() + value.size(), token.index);
      out_.tokens.push_back(token);
    }
  }

  void Syllable(std::size_t at) {
    const Cell& cell = draft_.cells[at];
    Token token = Blank(TokenKind::kSyllable, at, at + 1);
    token.decided_by = cell.by;
    token.word_start = draft_.words[cell.word].begin == at;
    token.tag = draft_.words[cell.word].tag;
    token.confidence = cell.confidence;
    token.pinyin = cell.pinyin;
    token.surface = cell.surface;
    if (cell.confidence < kDoubtful) token.other = cell.other;
    out_.tokens.push_back(token);
  }

  void Letters(std::size_t begin, std::size_t end) {
    Token token = Blank(TokenKind::kForeign, begin, end);
    token.word_start = true;
    token.index = static_cast<std::uint32_t>(out_.foreign.size());
    const std::string text(token.spoken.In(spoken_.text));
    out_.foreign.push_back({token.spoken, text, foreign_.Say(text)});
    out_.tokens.push_back(token);
  }

  const normalise::Spoken& spoken_;
  const Draft& draft_;
  const ForeignWords& foreign_;
  std::vector<const normalise::Override*> pauses_;
  std::size_t next_pause_ = 0;
  Utterance out_;
};

/// The readings of a character where it stands, the likeliest first.
std::vector<Choice> ChoicesOf(const PolyphoneModel& model, const LexiconTable& lexicon,
                              const Draft& draft, std::size_t at) {
  std::vector<Choice> choices;
  const std::span<const Pinyin> known = model.Readings(draft.cells[at].c);
  if (known.empty()) {
    const Character* character = lexicon.Find(draft.cells[at].c);
    if (character == nullptr) return choices;
    for (const Pinyin& pinyin : lexicon.Readings(*character)) choices.push_back({pinyin});
    return choices;
  }
  const LogShares shares = model.Weigh(lexicon, draft, at);
  float sum = 0;
  for (std::size_t k = 0; k < known.size(); ++k) sum += std::exp(shares[k]);
  for (std::size_t k = 0; k < known.size(); ++k) {
    choices.push_back(
        {known[k], static_cast<std::uint8_t>(std::lround(100 * std::exp(shares[k]) / sum))});
  }
  std::ranges::stable_sort(choices, std::greater{}, &Choice::per_cent);
  return choices;
}

}  // namespace

struct Pronouncer::Tables {
  Options options;
  LexiconTable lexicon;
  PolyphoneModel model;
  SecondOpinion second;
  Contexts contexts;
  WeiRules wei;
  Names names;
  ForeignWords foreign;
  Taiwan taiwan;
  UserWords user;
};

Result<Pronouncer> Pronouncer::Create(const Options& options, const lexicon::Lexicon& lexicon) {
  Result<LexiconTable> table = LexiconTable::Open(data::lexicon_bin());
  if (!table) return tl::unexpected(table.error());
  Result<PolyphoneModel> model = PolyphoneModel::Open(data::polyphone_bin());
  if (!model) return tl::unexpected(model.error());
  Result<SecondOpinion> second = SecondOpinion::Open(data::second_bin(), data::second_tsv());
  if (!second) return tl::unexpected(second.error());
  Result<Contexts> contexts = Contexts::Parse(data::contexts_tsv());
  if (!contexts) return tl::unexpected(contexts.error());
  Result<WeiRules> wei = WeiRules::Parse(data::wei_tsv());
  if (!wei) return tl::unexpected(wei.error());
  Result<Names> names = Names::Parse({.surnames = data::surnames_tsv(),
                                      .titles = data::titles_tsv(),
                                      .given = data::given_tsv(),
                                      .given_readings = data::given_readings_tsv()});
  if (!names) return tl::unexpected(names.error());
  Result<ForeignWords> foreign = ForeignWords::Parse(data::foreign_tsv());
  if (!foreign) return tl::unexpected(foreign.error());
  Result<Taiwan> taiwan = Taiwan::Parse(data::taiwan_tsv());
  if (!taiwan) return tl::unexpected(taiwan.error());
  Result<UserWords> user = UserWords::Create(lexicon);
  if (!user) return tl::unexpected(user.error());
  return Pronouncer(std::make_unique<const Tables>(
      Tables{options, *std::move(table), *std::move(model), *std::move(second),
             *std::move(contexts), *std::move(wei), *std::move(names), *std::move(foreign),
             *std::move(taiwan), *std::move(user)}));
}

Pronouncer::Pronouncer(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Pronouncer::Pronouncer(Pronouncer&&) noexcept = default;
Pronouncer& Pronouncer::operator=(Pronouncer&&) noexcept = default;
Pronouncer::~Pronouncer() = default;

Standard StandardOf(std::string_view language) {
  return language == "zh-TW" ? Standard::kTaiwan : Standard::kMainland;
}

Utterance Pronouncer::Pronounce(const normalise::Spoken& spoken, Standard standard) const {
  Draft draft = MakeDraft(spoken.text);
  tables_->user.Impose(spoken.overrides, draft);
  Segment(tables_->lexicon, draft);
  LetModelDecide(tables_->lexicon, tables_->model, tables_->second, tables_->contexts, tables_->wei,
                 draft);
  tables_->names.Find(tables_->lexicon, draft);
  FindErhua(draft);
  if (standard == Standard::kTaiwan) tables_->taiwan.Say(draft);
  if (tables_->options.citation) GiveFullTones(tables_->lexicon, tables_->model, draft);
  ApplySandhi(tables_->lexicon, draft);
  return Tiler(spoken, draft, tables_->foreign).Tile();
}

std::vector<std::vector<Choice>> Pronouncer::Choices(const Utterance& utterance) const {
  Draft draft = MakeDraft(utterance.text);
  Segment(tables_->lexicon, draft);
  std::vector<std::vector<Choice>> all;
  for (const Token& token : utterance.tokens) {
    std::vector<Choice>& choices = all.emplace_back();
    if (token.kind != TokenKind::kSyllable) continue;
    const auto cell = std::ranges::lower_bound(draft.cells, token.spoken.begin, {}, &Cell::byte);
    if (cell == draft.cells.end() || cell->byte != token.spoken.begin) continue;
    choices = ChoicesOf(tables_->model, tables_->lexicon, draft,
                        static_cast<std::size_t>(cell - draft.cells.begin()));
    if (choices.size() < 2) choices.clear();
  }
  return all;
}

std::vector<Witness> Pronouncer::Why(std::string_view word) const {
  normalise::Spoken spoken;
  spoken.text = word;
  const Utterance utterance = Pronounce(spoken);
  Draft plain = MakeDraft(word);
  Segment(tables_->lexicon, plain);
  Draft station = MakeDraft(word);
  tables_->user.Impose({}, station);
  std::vector<Witness> witnesses;
  for (const Token& token : utterance.tokens) {
    if (token.kind != TokenKind::kSyllable) continue;
    const auto cell = std::ranges::lower_bound(plain.cells, token.spoken.begin, {}, &Cell::byte);
    const auto at = static_cast<std::size_t>(cell - plain.cells.begin());
    Witness witness;
    witness.text = token.spoken.In(word);
    witness.decided = token.pinyin;
    witness.by = token.decided_by;
    witness.lexicon = cell->pinyin;
    witness.user = station.cells[at].pinyin;
    witness.name = tables_->names.Surname(cell->c);
    const Character* character = tables_->lexicon.Find(cell->c);
    if (character != nullptr) witness.character = tables_->lexicon.Readings(*character).front();
    if (!tables_->model.Readings(cell->c).empty()) {
      const PolyphoneModel::Verdict verdict = tables_->model.Judge(tables_->lexicon, plain, at);
      witness.model = verdict.reading;
      witness.model_per_cent = verdict.per_cent;
    }
    witnesses.push_back(witness);
  }
  return witnesses;
}

}  // namespace boyin::pronounce
