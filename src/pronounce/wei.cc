#include "pronounce/wei.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

constexpr std::u32string_view kClauseEnds = U"。；！？，";
/// Before 为 they say that something turns into something, or is it.
constexpr std::u32string_view kTurnInto =
    U"作成称视改定列变转化认以何所译选任命沦划分因极较尤最颇大甚誉评推聘封授判更喻奉立并升降扩缩"
    U"同均实即解原皆亦仍广多少总共约系";
constexpr std::u32string_view kNumerals = U"〇零一二三四五六七八九十百千万亿两几半数";
constexpr std::size_t kRoleReach = 30;     // cells from 以 to 为
constexpr std::size_t kRoleLength = 14;    // of what stands behind 以…为 alone
constexpr std::size_t kDeedLength = 12;    // of a verb's clause, more than a noun has before 为
constexpr std::size_t kServiceReach = 80;  // from 为 to what is done
constexpr std::size_t kNamingReach = 16;   // from 任命 to 为
constexpr std::size_t kRecordLength = 30;

const Pinyin kBeing = *Pinyin::Parse("wei2");
const Pinyin kFor = *Pinyin::Parse("wei4");

bool AnyStandsAt(const Draft& draft, std::size_t at, const std::vector<std::u32string>& words) {
  return std::ranges::any_of(words,
                             [&](const std::u32string& word) { return StandsAt(draft, at, word); });
}

bool AnyEndsAt(const Draft& draft, std::size_t end, const std::vector<std::u32string>& words) {
  return std::ranges::any_of(words, [&](const std::u32string& word) {
    return end >= word.size() && StandsAt(draft, end - word.size(), word);
  });
}

std::uint32_t LengthOfWord(const Draft& draft, std::size_t at) {
  return draft.words[draft.cells[at].word].size();
}

bool IsWord(const Draft& draft, std::size_t at, char32_t c) {
  return draft.IsHan(at) && draft.At(at) == c && LengthOfWord(draft, at) == 1;
}

/// What stands right before turns into something: 变为, 列为; but not the end of 常态化, 体系,
/// 合作.
bool TurnsInto(const Draft& draft, std::size_t at) {
  if (at > 1 && draft.At(at - 1) == U'建' && IsOneOf(draft.At(at - 2), U"创改扩组重兴")) {
    return true;
  }
  if (at == 0 || !IsOneOf(draft.At(at - 1), kTurnInto)) return false;
  if (!draft.IsHan(at - 1)) return true;
  const std::uint32_t length = LengthOfWord(draft, at - 1);
  if (IsOneOf(draft.At(at - 1), U"系作视成")) return length == 1;
  if (at > 1 && draft.At(at - 1) == U'定' && IsOneOf(draft.At(at - 2), U"规决约稳一特")) {
    return false;
  }
  return draft.At(at - 1) != U'化' || length < 3;
}

/// 为你喝彩, 为他们祈祷; but 认为你, 以你为, 任命为他的.
bool ForSomebody(const Draft& draft, std::size_t at) {
  if (TurnsInto(draft, at)) return false;
  const bool many = draft.At(at + 2) == U'们';
  return IsOneOf(draft.At(at + 1), U"你我他她您咱") && draft.IsHan(at + (many ? 3 : 2)) &&
         draft.At(at + 2) != U'的';
}

/// What somebody is made or is said to be: 被任命为, 双方同为发展中国家.
bool IsMadeInto(const Draft& draft, std::size_t at) {
  constexpr std::u32string_view kMade = U"命誉称视列评定选推聘封授判升降改译喻奉立";
  if (at == 0 || !draft.IsHan(at + 1)) return false;
  if (IsOneOf(draft.At(at - 1), U"同即皆亦") && LengthOfWord(draft, at - 1) == 1) {
    return draft.At(at + 1) != U'了';
  }
  if (!IsOneOf(draft.At(at - 1), kMade)) return false;
  for (std::size_t i = at - 1; i > 0 && i + 12 > at && draft.IsHan(i); --i) {
    if (IsOneOf(draft.At(i), U"被获受把将")) return true;
  }
  return false;
}

/// What is suffered from somebody without 所: 曾为日军侵占.
constexpr std::array<std::u32string_view, 10> kSufferings = {
    U"侵占", U"占领", U"占据", U"攻占", U"杀害", U"熟知", U"接受", U"称道", U"取代", U"代替"};

/// The passive, and an adverb that asks for the verb: 为世界所瞩目, 均为本地户籍; but 不仅为.
bool IsSuffered(const Draft& draft, std::size_t at) {
  for (std::size_t i = at + 2; i <= at + 6 && draft.IsHan(i + 1); ++i) {
    const bool ends = !draft.IsHan(i + 2) || IsOneOf(draft.At(i + 2), U"的过并后和而");
    for (const std::u32string_view suffering : kSufferings) {
      if (ends && StandsAt(draft, i, suffering)) return true;
    }
  }
  const bool not_only = at > 1 && StandsAt(draft, at - 2, U"不仅");
  if (at > 0 && !not_only && IsOneOf(draft.At(at - 1), U"均皆仅亦即父母夫妻子女")) return true;
  for (std::size_t i = at + 2; i <= at + 6 && draft.IsHan(i); ++i) {
    if (IsWord(draft, i, U'所')) return true;
  }
  return false;
}

/// 以 of this 为: 以“一带一路”为主要平台.
bool TakesSomethingFor(const Draft& draft, std::size_t at) {
  for (std::size_t i = at; i > 0 && i + kRoleReach > at; --i) {
    if (IsOneOf(draft.At(i - 1), kClauseEnds) || IsWord(draft, i - 1, U'为')) return false;
    if (IsWord(draft, i - 1, U'以')) {
      return !IsOneOf(draft.At(i), U"及来便求期免防备") &&
             (i < 2 || !IsOneOf(draft.At(i - 2), U"可所足得予加给用"));
    }
  }
  return false;
}

/// 观影人次为十点一亿, 总量为十七万吨; but 为五十家企业.
bool IsFigure(const Draft& draft, std::size_t at) {
  const char32_t next = draft.At(at + 1);
  return at > 0 && IsOneOf(draft.At(at - 1), U"量数次额率值价幅积期程速距度长高宽深重龄模入") &&
         IsOneOf(next, kNumerals) && !IsOneOf(next, U"百千亿几半") &&
         IsOneOf(draft.At(at + 2), U"〇零一二三四五六七八九十百千万亿点");
}

/// 以 of a purpose, behind which something is done: 以表扬在港….
bool TakesDeed(const Draft& draft, std::size_t at) {
  std::size_t i = at;
  while (i > 0 && !IsWord(draft, i - 1, U'以')) --i;
  return at - i > kDeedLength && draft.IsHan(i) &&
         draft.words[draft.cells[i].word].tag == Tag::kVerb;
}

}  // namespace

Result<WeiRules> WeiRules::Parse(std::string_view text) {
  const auto rows = table::Parse(text, "wei.tsv", 2);
  if (!rows) return tl::unexpected(rows.error());
  WeiRules rules;
  const std::array<std::pair<std::string_view, Words*>, 11> kinds = {
      {{"service", &rules.service_},
       {"purpose", &rules.purpose_},
       {"purpose-noun", &rules.purpose_noun_},
       {"attribute", &rules.attribute_},
       {"helping", &rules.helping_},
       {"topic", &rules.topic_},
       {"role", &rules.role_},
       {"naming", &rules.naming_},
       {"record", &rules.record_},
       {"record-end", &rules.record_end_},
       {"being", &rules.being_}}};
  for (const table::Row& row : *rows) {
    const auto* const kind =
        std::ranges::find(kinds, row.cells[0], [](const auto& k) { return k.first; });
    if (kind == kinds.end()) {
      return Fail(Code::kInput, fmt::format("wei.tsv:{}", row.line),
                  Translated("no kind of words that is known"));
    }
    for (std::string_view rest = row.cells[1]; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (end > 0) kind->second->push_back(utf8::ToUtf32(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return rules;
}

/// Something is done for somebody later in the clause.
bool WeiRules::Serves(const Draft& draft, std::size_t at) const {
  const char32_t beyond = draft.At(at + 1) == U' ' ? draft.At(at + 2) : draft.At(at + 1);
  if (TurnsInto(draft, at) || IsOneOf(beyond, U"：:[(")) return false;
  const bool counts = IsOneOf(draft.At(at + 1), kNumerals);
  const std::size_t end = std::min(draft.cells.size(), at + kServiceReach);
  for (std::size_t i = at + 2; i < end && !IsOneOf(draft.At(i), kClauseEnds); ++i) {
    const bool found = std::ranges::any_of(service_, [&](const std::u32string& word) {
      return (!counts || word.size() > 1) && StandsAt(draft, i, word);
    });
    if (found) return true;
  }
  return false;
}

bool WeiRules::HasPurpose(const Draft& draft, std::size_t at) const {
  if (TurnsInto(draft, at) || AnyEndsAt(draft, at, topic_)) return false;
  return std::ranges::any_of(purpose_, [&](const std::u32string& word) {
    return StandsAt(draft, at + 1, word) && draft.IsHan(at + 1 + word.size()) &&
           !AnyStandsAt(draft, at + 1 + word.size(), purpose_noun_);
  });
}

/// 以服务业为重点; ”为主题; and whatever ends soon behind 以…为.
bool WeiRules::PlaysRole(const Draft& draft, std::size_t at) const {
  const bool taken = TakesSomethingFor(draft, at);
  const bool quoted = at > 0 && IsOneOf(draft.At(at - 1), U"”》");
  if (!taken && !quoted) return false;
  const auto ends = [&](std::size_t i) { return !draft.IsHan(i) || draft.At(i) == U'的'; };
  for (const std::u32string& role : role_) {
    if (!StandsAt(draft, at + 1, role)) continue;
    std::size_t end = at + 1 + role.size();
    while (end < at + kRoleLength && !ends(end)) ++end;
    if (taken || ends(end)) return true;
  }
  if (!taken || IsOneOf(draft.At(at - 1), U"位个名这那些") || TakesDeed(draft, at)) return false;
  std::size_t end = at + 1;
  while (end < at + kRoleLength && !ends(end)) ++end;
  return end > at + 1 && ends(end) && !Serves(draft, at) && !HasPurpose(draft, at);
}

/// 任命某某为部长, 批准三地为世界生物圈保护区.
bool WeiRules::IsNamed(const Draft& draft, std::size_t at) const {
  if (at > 0 && IsOneOf(draft.At(at - 1), U"将要会能可应愿正")) return false;
  for (std::size_t i = at; i > 0 && i + kNamingReach > at; --i) {
    const char32_t c = draft.At(i - 1);
    if (IsOneOf(c, U"。；！？，：“") || IsWord(draft, i - 1, U'为')) return false;
    if (i < at && (AnyStandsAt(draft, i - 1, naming_) || IsWord(draft, i - 1, U'视'))) return true;
  }
  return false;
}

/// 为近十年来最高, 为历史新低.
bool WeiRules::IsRecord(const Draft& draft, std::size_t at) const {
  std::size_t end = at + 1;
  while (end < draft.cells.size() && end < at + kRecordLength && draft.IsHan(end)) ++end;
  for (std::size_t i = at + 1; i < end; ++i) {
    if (AnyStandsAt(draft, i, record_)) return true;
  }
  return end > at + 1 && AnyEndsAt(draft, end, record_end_);
}

Pinyin WeiRules::Find(const Draft& draft, std::size_t at) const {
  if (at > 0 && IsWord(draft, at - 1, U'约')) return kBeing;
  if (IsMadeInto(draft, at) || AnyStandsAt(draft, at + 1, being_)) return kBeing;
  if (!draft.IsHan(at + 1) && AnyEndsAt(draft, at, topic_)) return kBeing;  // 主题为“…”
  if (PlaysRole(draft, at)) return kBeing;
  if (Serves(draft, at) || ForSomebody(draft, at)) return kFor;
  if (at > 0 && IsOneOf(draft.At(at - 1), U"）)")) return kBeing;
  if (HasPurpose(draft, at) || (AnyEndsAt(draft, at, helping_) && !TurnsInto(draft, at))) {
    return kFor;
  }
  if (IsFigure(draft, at) || AnyEndsAt(draft, at, attribute_)) return kBeing;
  if (IsSuffered(draft, at) || IsNamed(draft, at) || IsRecord(draft, at)) return kBeing;
  return {};
}

}  // namespace boyin::pronounce
