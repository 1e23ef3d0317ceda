#include "pronounce/names.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/table.h"
#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

constexpr int kEnough = 4;       // evidence that makes a name
constexpr int kBeyondDoubt = 6;  // evidence that no editor need look at
constexpr int kCommon = 120;    // characters below such a cost, missing in given.tsv, speak against
constexpr int kVeryRare = 150;  // and those above this one are hardly met but in names
constexpr int kImpossible = -99;

Result<std::unordered_map<char32_t, Pinyin>> ReadReadings(std::string_view text,
                                                          std::string_view name) {
  const auto rows = table::Parse(text, name, 2);
  if (!rows) return tl::unexpected(rows.error());
  std::unordered_map<char32_t, Pinyin> readings;
  for (const table::Row& row : *rows) {
    readings.emplace(utf8::Decode(row.cells[0], 0).value,
                     Pinyin::Parse(row.cells[1]).value_or(Pinyin()));
  }
  return readings;
}

}  // namespace

/// Weighs the evidence that a surname at one place, with a given name after it, is a person.
class Names::Judge {
 public:
  Judge(const Names& names, const LexiconTable& table, const Draft& draft)
      : names_(names), table_(table), draft_(draft) {}

  /// A title follows the surname itself: 曾先生, 老解局长.
  [[nodiscard]] bool IsTitled(std::size_t at, const Reading& reading) const {
    if (at > 0 && SameWord(at - 1)) return false;
    const bool nicknamed =
        at > 0 && (draft_.At(at - 1) == U'老' || draft_.At(at - 1) == U'小') && !SameWord(at);
    if (IsSomebody(at) || IsAddressed(at)) return true;
    if (nicknamed && (!draft_.IsHan(at + 1) || Stands(names_.verbs_, at + 1))) return true;
    if (EndsName(at)) return false;
    if (IsFamily(at)) return true;
    const bool addressed = StandsWhole(names_.addresses_, at + 1);
    if (!addressed && !StandsWhole(names_.titles_, at + 1)) return false;
    if (reading.weight >= 0 || nicknamed) return true;
    if (!addressed && (reading.rare || HoldsOffice(at))) return false;  // 任书记, 令记者吃惊
    return !draft_.IsHan(at - 1) || HasRole(at) || IsJoined(at);
  }

  /// How well a name of `length` given characters stands at `at`.
  [[nodiscard]] int Weigh(std::size_t at, std::size_t length) const {
    for (std::size_t i = at + 1; i <= at + length; ++i) {
      if (!draft_.IsHan(i)) return kImpossible;
    }
    const int before = Before(at);
    const int after = After(at + 1 + length);
    const int bounded = before > 0 && after > 0 ? (Listed(at, length) ? 3
                                                   : HasRole(at)      ? 2
                                                                      : 1)
                                                : 0;
    return Given(at, length) + before + after + bounded + AsWords(at, length) + Loose(at, length);
  }

 private:
  using Reading = Names::Reading;

  [[nodiscard]] bool Stands(const Words& words, std::size_t at) const {
    const auto found = words.find(draft_.At(at));
    return found != words.end() && std::ranges::any_of(found->second, [&](const auto& word) {
             return StandsAt(draft_, at, word);
           });
  }

  /// As Stands, but the word cuts none of the draft's in two: 社长 does not stand in 社|长沙.
  [[nodiscard]] bool StandsWhole(const Words& words, std::size_t at) const {
    const auto found = words.find(draft_.At(at));
    return found != words.end() && std::ranges::any_of(found->second, [&](const auto& word) {
             const std::size_t last = at + word.size() - 1;
             return StandsAt(draft_, at, word) &&
                    (!SameWord(last) || draft_.words[draft_.cells[last].word].begin <= at);
           });
  }

  /// The character ends somebody's name, whose title follows: 田华同志, 董建华先生; or it is 华 for
  /// China: 驻华代表.
  [[nodiscard]] bool EndsName(std::size_t at) const {
    constexpr std::u32string_view kTowards = U"在驻来访对援侨涉赴离留反";
    if (at == 0 || !draft_.IsHan(at - 1)) return false;
    if (draft_.At(at) == U'华' && kTowards.find(draft_.At(at - 1)) != std::u32string_view::npos) {
      return true;
    }
    const auto stands = [&](std::size_t back) {
      return at >= back && names_.common_surnames_.contains(draft_.At(at - back)) &&
             (at == back || !SameWord(at - back - 1));
    };
    const auto given = names_.given_.find(draft_.At(at));
    if (given == names_.given_.end() || given->second < 1) return false;
    return stands(1) || (stands(2) && !SameWord(at - 2));
  }

  /// 任 before an office is held, not met, unless the line opens with it and goes on: 任书记说.
  [[nodiscard]] bool HoldsOffice(std::size_t at) const {
    if (draft_.At(at) != U'任') return false;
    constexpr std::u32string_view kOpening = U"。！？“";
    const bool opens = at == 0 || kOpening.find(draft_.At(at - 1)) != std::u32string_view::npos;
    return !opens && !IsJoined(at);
  }

  /// 解家三兄弟, 任家庄: the house of somebody.
  [[nodiscard]] bool IsFamily(std::size_t at) const {
    if (draft_.At(at + 1) != U'家' || SameWord(at) || draft_.At(at) == U'那') return false;
    constexpr std::u32string_view kHouse = U"庄沟湾寨堡岭坡台屯窑营集桥巷坝垭坪坳埠渡军祠";
    if (kHouse.find(draft_.At(at + 2)) != std::u32string_view::npos) return true;
    constexpr std::u32string_view kKin = U"兄弟姐妹父子母夫妇";
    const bool counted =
        draft_.At(at + 2) != 0 &&
        std::u32string_view(U"两三四五六七").find(draft_.At(at + 2)) != std::u32string_view::npos;
    return kKin.find(draft_.At(at + (counted ? 3 : 2))) != std::u32string_view::npos &&
           draft_.IsHan(at + (counted ? 3 : 2));
  }

  /// 某 or 某某 for a name withheld, told from 区某街道: 男子曾某某, 被告人单某的.
  [[nodiscard]] bool IsSomebody(std::size_t at) const {
    if (draft_.At(at + 1) != U'某' || (at > 0 && SameWord(at - 1)) || SameWord(at)) return false;
    const std::size_t end = draft_.At(at + 2) == U'某' ? at + 3 : at + 2;
    return !draft_.IsHan(end) || Stands(names_.verbs_, end);
  }

  /// 先生 and 女士 follow nothing but a name, whatever stands before it: 采访了单女士. Not so 种,
  /// 过.
  [[nodiscard]] bool IsAddressed(std::size_t at) const {
    constexpr std::u32string_view kSurnames = U"单仇区曾解任盖查";
    return kSurnames.find(draft_.At(at)) != std::u32string_view::npos &&
           (StandsAt(draft_, at + 1, U"先生") || StandsAt(draft_, at + 1, U"女士")) &&
           (at == 0 || !SameWord(at - 1)) && !SameWord(at);
  }

  [[nodiscard]] bool HasRole(std::size_t at) const {
    if (at == 0) return false;
    const auto found = names_.roles_.find(draft_.At(at - 1));
    return found != names_.roles_.end() &&
           std::ranges::any_of(found->second, [&](const std::u32string& role) {
             return at >= role.size() && StandsAt(draft_, at - role.size(), role);
           });
  }

  [[nodiscard]] bool IsJoined(std::size_t at) const {
    return at > 0 && names_.joiners_.contains(draft_.At(at - 1)) &&
           draft_.words[draft_.cells[at - 1].word].size() == 1;
  }

  /// Alone between marks of a list or of a credit: 罗干、任建新、王兆国; （任保发摄）.
  [[nodiscard]] bool Listed(std::size_t at, std::size_t length) const {
    constexpr std::u32string_view kOpening = U"、（(";
    constexpr std::u32string_view kClosing = U"、）)（(摄文图等";
    const std::size_t end = at + 1 + length;
    return (at == 0 || kOpening.find(draft_.At(at - 1)) != std::u32string_view::npos) &&
           kClosing.find(draft_.At(end)) != std::u32string_view::npos;
  }

  [[nodiscard]] bool SameWord(std::size_t left) const {
    return draft_.IsHan(left) && draft_.IsHan(left + 1) &&
           draft_.cells[left].word == draft_.cells[left + 1].word;
  }

  /// How much likelier a character is in a given name than elsewhere.
  [[nodiscard]] int Odds(char32_t c) const {
    const auto found = names_.given_.find(c);
    if (found != names_.given_.end()) return found->second;
    const Character* character = table_.Find(c);
    if (character == nullptr || character->cost >= kVeryRare) return 1;
    return character->cost < kCommon ? -1 : 0;
  }

  [[nodiscard]] int Given(std::size_t at, std::size_t length) const {
    int sum = length == 1 ? -2 : 0;
    if (Stands(names_.verbs_, at + 1)) sum -= 3;  // 曾说, 曾在: no name begins as a verb does
    for (std::size_t i = at + 1; i <= at + length; ++i) sum += Odds(draft_.At(i));
    return std::min(sum, Loose(at, length) > 1 ? 6 : 4);
  }

  [[nodiscard]] int Before(std::size_t at) const {
    if (at > 0 && SameWord(at - 1)) return -6;
    if (HasRole(at)) return 5;
    if (FollowsSurname(at)) return -5;
    if (at == 0 || !draft_.IsHan(at - 1)) return FollowsName(at) ? 3 : 1;
    return IsJoined(at) ? 1 : -1;
  }

  [[nodiscard]] int After(std::size_t end) const {
    if (end > 0 && SameWord(end - 1)) return -5;
    const std::size_t title = draft_.At(end) == U'副' ? end + 1 : end;
    if (Stands(names_.titles_, title) || Stands(names_.addresses_, title)) return 3;
    if (Stands(names_.verbs_, end)) return 2;
    if (draft_.IsHan(end)) return 0;
    return draft_.At(end) == U'、' && NameLike(end + 1) ? 2 : 1;
  }

  /// Characters of which the lexicon makes no word are likelier a name.
  [[nodiscard]] int Loose(std::size_t at, std::size_t length) const {
    for (std::size_t i = at; i <= at + length; ++i) {
      if (draft_.words[draft_.cells[i].word].size() > 1) return 0;
      if (i > at && Odds(draft_.At(i)) < 0) return 0;
    }
    const auto surname = names_.surnames_.find(draft_.At(at));
    if (surname != names_.surnames_.end() && surname->second.rare) return 0;
    return length == 1 ? 1 : draft_.At(at) == U'任' ? 2 : 3;
  }

  [[nodiscard]] bool IsSurname(char32_t c) const {
    return names_.common_surnames_.contains(c) || names_.surnames_.contains(c);
  }

  /// Two or three characters between marks, the first a surname.
  [[nodiscard]] bool NameLike(std::size_t at) const {
    std::size_t end = at;
    while (draft_.IsHan(end) && end < at + 4) ++end;
    return (end == at + 2 || end == at + 3) && IsSurname(draft_.At(at));
  }

  /// The second character of a name that opens a list: （谢华萍汤建国）.
  [[nodiscard]] bool FollowsSurname(std::size_t at) const {
    return at > 0 && names_.common_surnames_.contains(draft_.At(at - 1)) && !SameWord(at - 1) &&
           (at == 1 || !draft_.IsHan(at - 2) || HasRole(at - 1));
  }

  /// The same, before the 、 in front of `at`: 曾庆红、曾国强先后发言.
  [[nodiscard]] bool FollowsName(std::size_t at) const {
    if (at < 3 || draft_.At(at - 1) != U'、') return false;
    std::size_t begin = at - 1;
    while (begin > 0 && draft_.IsHan(begin - 1) && begin > at - 5) --begin;
    return (begin == at - 3 || begin == at - 4) && IsSurname(draft_.At(begin));
  }

  /// What it costs to give up the words that the lexicon sees here.
  [[nodiscard]] int AsWords(std::size_t at, std::size_t length) const {
    int sum = 0;
    for (std::size_t i = at; i <= at + length;) {
      const Word& word = draft_.words[draft_.cells[i].word];
      if (word.size() > 1 && word.begin == i) sum += WordCost(word, i == at);
      i = std::max<std::size_t>(word.end, i + 1);
    }
    return sum;
  }

  [[nodiscard]] int WordCost(const Word& word, bool with_surname) const {
    std::u32string spelled;
    for (std::size_t i = word.begin; i < word.end; ++i) spelled += draft_.cells[i].c;
    const Phrase* phrase = table_.FindPhrase(spelled);
    const int cost = phrase == nullptr ? 255 : phrase->cost;
    // cppjieba takes common words for names (华丽): only long or rare ones are believed, and none
    // that other sources know as a word (华尔兹).
    const bool known = with_surname && word.sure;
    if (word.tag == Tag::kPerson && (word.size() > 2 || cost > 150) && !known) {
      return with_surname ? 3 : 1;
    }
    const int surprise = cost < 130 ? -5 : cost < 142 ? -3 : cost < 165 ? -1 : 0;
    if (with_surname) return 2 * (known ? std::min(surprise, -3) : surprise) - 3;
    // 建国, 海龙 are words and names as well; after a role hardly anything but a verb is a word.
    const bool verb = word.tag == Tag::kVerb || word.tag == Tag::kAdverb;
    return HasRole(word.begin - 1) && !verb ? surprise / 2 : surprise;
  }

  const Names& names_;
  const LexiconTable& table_;
  const Draft& draft_;
};

Result<Names> Names::Parse(const NameTables& tables) {
  Names out;
  const auto rows = table::Parse(tables.surnames, "surnames.tsv", 2);
  if (!rows) return tl::unexpected(rows.error());
  for (const table::Row& row : *rows) {
    Reading reading;
    reading.pinyin = Pinyin::Parse(row.cells[1]).value_or(Pinyin());
    if (row.cells.size() > 2) {
      reading.rare = row.cells[2] == "rare";
      reading.weight = row.cells[2] == "word" ? -2 : reading.rare ? -5 : 2;
    }
    out.surnames_.emplace(utf8::Decode(row.cells[0], 0).value, reading);
  }
  if (Result<void> read = out.ReadTitles(tables.titles); !read) {
    return tl::unexpected(read.error());
  }
  if (Result<void> read = out.ReadGiven(tables.given); !read) return tl::unexpected(read.error());
  auto readings = ReadReadings(tables.given_readings, "given_readings.tsv");
  if (!readings) return tl::unexpected(readings.error());
  out.given_readings_ = *std::move(readings);
  return out;
}

Result<void> Names::ReadTitles(std::string_view text) {
  const auto rows = table::Parse(text, "titles.tsv", 2);
  if (!rows) return tl::unexpected(rows.error());
  for (const table::Row& row : *rows) {
    std::u32string word = utf8::ToUtf32(row.cells[1]);
    if (row.cells[0] == "join") {
      joiners_.insert(word.front());
    } else if (row.cells[0] == "before") {
      roles_[word.back()].push_back(std::move(word));
    } else {
      Words& words = row.cells[0] == "after"     ? titles_
                     : row.cells[0] == "address" ? addresses_
                                                 : verbs_;
      words[word.front()].push_back(std::move(word));
    }
  }
  return {};
}

Result<void> Names::ReadGiven(std::string_view text) {
  const auto rows = table::Parse(text, "given.tsv", 2);
  if (!rows) return tl::unexpected(rows.error());
  for (const table::Row& row : *rows) {
    const std::u32string characters = utf8::ToUtf32(row.cells[1]);
    if (row.cells[0] == "surname") {
      common_surnames_.insert(characters.begin(), characters.end());
      continue;
    }
    int odds = 0;
    std::from_chars(row.cells[0].data(), row.cells[0].data() + row.cells[0].size(), odds);
    for (const char32_t c : characters) given_.emplace(c, odds);
  }
  return {};
}

Pinyin Names::Surname(char32_t c) const {
  const auto found = surnames_.find(c);
  return found == surnames_.end() ? Pinyin() : found->second.pinyin;
}

void Names::Find(const LexiconTable& table, Draft& draft) const {
  const Judge judge(*this, table, draft);
  const auto say = [&](Cell& cell, Pinyin pinyin, int weight) {
    if (cell.pinyin != pinyin) cell.other = cell.pinyin;
    cell.pinyin = pinyin;
    cell.by = DecidedBy::kName;
    cell.confidence = weight >= kBeyondDoubt ? 99 : 90;
  };
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    Cell& cell = draft.cells[i];
    if (cell.kind != CellKind::kHan || draft.words[cell.word].fixed || cell.placed) continue;
    if (const auto found = surnames_.find(cell.c); found != surnames_.end()) {
      const int weight = std::max(judge.Weigh(i, 1), judge.Weigh(i, 2)) + found->second.weight;
      const bool titled = judge.IsTitled(i, found->second);
      if (titled || weight >= kEnough) {
        say(cell, found->second.pinyin, titled ? kBeyondDoubt : weight);
        continue;
      }
      if (weight == kEnough - 1 && cell.pinyin != found->second.pinyin) {
        cell.confidence = std::min<std::uint8_t>(cell.confidence, 90);
        cell.other = found->second.pinyin;
      }
    }
    const auto given = given_readings_.find(cell.c);
    const bool one = cell.c == U'一';  // keeps its tone in a name, whatever follows
    if (given == given_readings_.end() || i == 0 || (given->second == cell.pinyin && !one)) {
      continue;
    }
    const auto named = [&](std::size_t surname, std::size_t length) {
      return draft.words[cell.word].begin > surname &&
             common_surnames_.contains(draft.At(surname)) &&
             judge.Weigh(surname, length) >= kEnough;
    };
    if (named(i - 1, 1) || named(i - 1, 2) || (i > 1 && named(i - 2, 2))) {
      say(cell, given->second, kBeyondDoubt);
    }
  }
}

}  // namespace boyin::pronounce
