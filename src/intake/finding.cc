#include "intake/finding.h"

#include <algorithm>
#include <array>

#include "base/table.h"
#include "base/utf8.h"
#include "intake/composer.h"
#include "intake/data.h"

namespace boyin::intake {

void Findings::Add(std::string_view field, std::string_view value, std::string_view origin,
                   int belief) {
  constexpr std::size_t kMost = 200;     // of one page
  constexpr std::size_t kLongest = 600;  // bytes
  const std::string text = Collapse(value.substr(0, kLongest * 2));
  if (text.empty() || text.size() > kLongest || all_.size() >= kMost) return;
  all_.push_back({std::string(field), text, std::string(origin), {}, belief, false});
}

std::string Findings::Choose(std::string_view field) {
  Finding* best = nullptr;
  for (Finding& finding : all_) {
    if (finding.field != field || !finding.refused.empty()) continue;
    if (best == nullptr || finding.belief > best->belief) best = &finding;
  }
  for (Finding& finding : all_) {
    if (finding.field == field) finding.won = &finding == best;
  }
  if (best == nullptr) return {};
  return best->value;
}

namespace {

bool EndsLike(std::string_view name, std::string_view kind) {
  static const std::vector<table::Row> endings =
      table::Parse(data::publishers_tsv(), "publishers.tsv", 2).value_or(std::vector<table::Row>());
  return std::any_of(endings.begin(), endings.end(), [&](const table::Row& row) {
    return row.cells[1] == kind && name.ends_with(row.cells[0]);
  });
}

/// 医技药剂党支部, 县发改局
bool IsOffice(std::string_view name) { return EndsLike(name, "office"); }

}  // namespace

bool IsPublisher(std::string_view name) { return EndsLike(name, "publisher"); }

std::string_view NotAnAuthor(std::string_view name) {
  constexpr std::size_t kLongest = 24;  // characters
  if (name.find('@') != std::string_view::npos) return "a mail address";
  if (name.find("://") != std::string_view::npos || name.find("www.") != std::string_view::npos) {
    return "an address";
  }
  if (utf8::Length(name) > kLongest) return "too long for a name";
  const bool letter = std::any_of(name.begin(), name.end(), [](char c) {
    return (c & '\x80') != 0 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
  if (!letter) return "no letters";
  constexpr std::array<std::string_view, 24> kNobody{
      "网络整理", "综合",   "admin", "Admin",    "administrator", "editor", "root", "author",
      "未知",     "佚名",   "匿名",  "本站",     "原创",          "小编",   "编辑", "网络",
      "转载",     "admin1", "name",  "责任编辑", "记者",          "作者",   "不详", "互联网"};
  if (std::find(kNobody.begin(), kNobody.end(), name) != kNobody.end()) return "nobody's name";
  constexpr std::array<std::string_view, 6> kMarks{"。", "！", "？", "：", "http", "var "};
  const bool sentence = std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    return name.find(mark) != std::string_view::npos;
  });
  if (sentence) return "a sentence";
  if (utf8::Length(name) >= 4 && IsOffice(name)) return "an office";
  return IsPublisher(name) ? "a publisher" : "";
}

}  // namespace boyin::intake
