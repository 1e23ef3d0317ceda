#include "intake/person.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/table.h"
#include "base/utf8.h"
#include "intake/data.h"

namespace boyin::intake {
namespace {

struct Role {
  std::string_view word;
  bool author = false;
};

const std::vector<Role>& Roles() {
  static const std::vector<Role> roles = [] {
    std::vector<Role> out;
    const auto rows = table::Parse(data::roles_tsv(), "roles.tsv", 2);
    if (!rows) return out;
    for (const table::Row& row : *rows) out.push_back({row.cells[0], row.cells[1] == "author"});
    return out;
  }();
  return roles;
}

struct Found {
  std::size_t at = std::string_view::npos;
  Role role;

  [[nodiscard]] std::size_t end() const { return at + role.word.size(); }
};

/// The first role in a text; of two that begin at one place the longer.
Found FirstRole(std::string_view text) {
  Found first;
  for (const Role& role : Roles()) {
    const std::size_t at = text.find(role.word);
    if (at < first.at || (at == first.at && at != std::string_view::npos &&
                          role.word.size() > first.role.word.size())) {
      first = {at, role};
    }
  }
  return first;
}

constexpr std::array<std::string_view, 17> kDividers{
    " ", "　", "、", "，", ",", "&", "；", "：", ":", "/", "／", "|", "｜", "丨", "·　", "●", ";"};

/// Cuts text at dividers and spaces.
std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto* divider =
        std::find_if(kDividers.begin(), kDividers.end(),
                     [&](std::string_view one) { return text.substr(at).starts_with(one); });
    if (divider == kDividers.end()) {
      at += utf8::Decode(text, at).length;
      continue;
    }
    if (at > begin) words.push_back(text.substr(begin, at - begin));
    at += divider->size();
    begin = at;
  }
  if (begin < text.size()) words.push_back(text.substr(begin));
  return words;
}

bool AllHan(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (!utf8::IsHan(c.value) && c.value != U'·') return false;
    at += c.length;
  }
  return !text.empty();
}

/// Two to four characters, or a foreign name with its dot.
bool IsName(std::string_view word) {
  const std::size_t length = utf8::Length(word);
  const bool dotted = word.find("·") != std::string_view::npos;
  if (!AllHan(word) || length < 2 || length > (dotted ? 12 : 4)) return false;
  constexpr std::array<std::string_view, 26> kNoNames{
      "报道", "报导", "報導", "综合", "綜合", "整理", "编写", "专稿", "通讯",
      "电",   "讯",   "返回", "查看", "更多", "点击", "发自", "来源", "日前",
      "近日", "获悉", "了解", "表示", "北京", "上海", "日電", "日电"};
  for (const std::string_view tail : {"报道", "报导", "報導", "讯", "电"}) {
    if (word.ends_with(tail)) return false;
  }
  return std::none_of(kNoNames.begin(), kNoNames.end(),
                      [&](std::string_view no) { return word.starts_with(no); });
}

/// 溫貴香台北21日電: a place and a day stand behind the last name without a space.
std::string_view WithoutPlace(std::string_view word) {
  const std::size_t day = std::min(word.find("日電"), word.find("日电"));
  if (day == std::string_view::npos) return word;
  const std::size_t digits = word.find_first_of("0123456789");
  if (digits == std::string_view::npos) return word;
  constexpr std::size_t kName = 9;  // bytes: three characters, as nearly all names there have
  return word.substr(0, std::min(digits, kName));
}

void Join(std::string& names, std::string_view name) {
  if (!names.empty()) names += ' ';
  names += name;
}

/// The names at the beginning of a text, up to the first word that is none.
std::string LeadingNames(std::string_view text) {
  std::string names;
  std::string single;  // 李 明
  for (std::string_view word : Words(text)) {
    word = WithoutPlace(word);
    if (utf8::Length(word) == 1 && AllHan(word)) {
      if (single.empty()) {
        single = word;
        continue;
      }
      Join(names, single + std::string(word));
      single.clear();
      continue;
    }
    if (!single.empty() || !IsName(word)) break;
    Join(names, word);
  }
  return names;
}

/// The names behind each role of an author in a text.
std::string NamesBehindRoles(std::string_view text) {
  std::string names;
  Found role = FirstRole(text);
  for (int i = 0; i < 6 && role.at != std::string_view::npos; ++i) {
    text.remove_prefix(role.end());
    const Found next = FirstRole(text);
    if (role.role.author) {
      const std::string some = LeadingNames(text.substr(0, std::min(next.at, text.size())));
      if (!some.empty()) Join(names, some);
    }
    role = next;
  }
  return names;
}

std::string_view Unbracketed(std::string_view line) {
  constexpr std::array<std::array<std::string_view, 2>, 5> kPairs{
      {{"（", "）"}, {"(", ")"}, {"【", "】"}, {"[", "]"}, {"〔", "〕"}}};
  for (const auto& [open, close] : kPairs) {
    if (line.size() > open.size() + close.size() && line.starts_with(open) &&
        line.ends_with(close)) {
      return line.substr(open.size(), line.size() - open.size() - close.size());
    }
  }
  return line;
}

/// Whether a text is a role with at most the name of a paper before it: 南都见习记者.
bool IsTitleOfWriter(std::string_view text) {
  constexpr std::size_t kLongest = 14;  // characters
  return utf8::Length(text) <= kLongest && text.find("，") == std::string_view::npos &&
         text.find("。") == std::string_view::npos && text.find("的") == std::string_view::npos;
}

/// The names in the first brackets that begin with who wrote; empty where there are none.
std::string NamesInBrackets(std::string_view text) {
  constexpr std::array<std::string_view, 4> kOpen{"（", "(", "〔", "【"};
  constexpr std::array<std::string_view, 4> kClose{"）", ")", "〕", "】"};
  for (std::size_t at = 0; at < text.size(); at += utf8::Decode(text, at).length) {
    const auto* open = std::find_if(kOpen.begin(), kOpen.end(), [&](std::string_view one) {
      return text.substr(at).starts_with(one);
    });
    if (open == kOpen.end()) continue;
    std::string_view inside = text.substr(at + open->size());
    std::size_t end = inside.size();
    for (const std::string_view close : kClose) end = std::min(end, inside.find(close));
    inside = inside.substr(0, end);
    const Found role = FirstRole(inside);
    const bool writer = role.at != std::string_view::npos && role.role.author &&
                        IsTitleOfWriter(inside.substr(0, role.at));
    if (!writer) continue;
    if (std::string names = NamesBehindRoles(inside); !names.empty()) return names;
  }
  return {};
}

/// The part of a text from about byte `at` on, whole characters.
std::string_view From(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] & '\xC0') == '\x80') ++at;
  return text.substr(std::min(at, text.size()));
}

}  // namespace

std::string NamesIn(std::string_view value) {
  const Found role = FirstRole(value);
  if (role.at != std::string_view::npos && role.role.author) {
    if (std::string names = NamesBehindRoles(value); !names.empty()) return names;
  }
  const std::string_view before = value.substr(0, std::min(role.at, value.size()));
  if (std::string names = LeadingNames(before); !names.empty()) return names;
  return std::string(value);
}

std::string NamesOfLine(std::string_view line) {
  constexpr std::size_t kLongest = 40;  // characters
  line = Unbracketed(line);
  if (utf8::Length(line) > kLongest || line.find("。") != std::string_view::npos) return {};
  for (const std::string_view label : {"文/", "文／", "文 | ", "文｜", "文丨", "文|", "文："}) {
    if (!line.starts_with(label)) continue;
    line.remove_prefix(std::string_view(label).size());
    const std::string names = NamesIn(line);
    return names != line || IsName(line) ? names : std::string();
  }
  const Found role = FirstRole(line);
  if (role.at == std::string_view::npos || !role.role.author) return {};
  if (!IsTitleOfWriter(line.substr(0, role.at))) return {};
  // Everything behind the role is names, or the line is a sentence about some reporter.
  const std::string names = NamesBehindRoles(line);
  std::size_t told = 0;
  for (const std::string_view word : Words(names)) told += word.size();
  std::size_t all = 0;
  for (const std::string_view word : Words(line.substr(role.end()))) {
    const bool report = word.ends_with("報導") || word.ends_with("报道");
    all += report ? 0 : word.size();
  }
  return told * 2 >= all ? names : std::string();
}

std::string NamesOfDateline(std::string_view paragraph) {
  constexpr std::size_t kHead = 240;  // bytes
  constexpr std::size_t kTail = 120;
  const std::string_view behind = From(paragraph, kHead);
  const std::string_view head = paragraph.substr(0, paragraph.size() - behind.size());
  if (std::string names = NamesInBrackets(head); !names.empty()) return names;
  return NamesInBrackets(From(behind, behind.size() - std::min(behind.size(), kTail)));
}

}  // namespace boyin::intake
