#include "intake/byline.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/utf8.h"
#include "intake/article.h"
#include "intake/date.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongest = 90;  // characters of a byline

constexpr std::array<std::string_view, 13> kSourceLabels{
    "信息来源：", "文章来源：", "稿件来源：", "稿源：",  "来源：", "来源:", "來源：",
    "來源:",      "稿源:",      "来源 :",     "来源 ：", "出处：", "出處："};
constexpr std::array<std::string_view, 17> kAuthorLabels{
    "作者：", "作者:", "作者 :", "作者 ：", "记者：",     "记者:",    "記者：",   "文：",  "撰文：",
    "撰稿：", "撰文:", "文/",    "文／",    "本报记者：", "通讯员：", "作　者：", "记者 |"};

/// What ends a value: the next label, or a mark.
std::string_view UpToNextLabel(std::string_view value) {
  constexpr std::array<std::string_view, 24> kEnds{
      "|",    "｜",   "责任编辑", "责编",   "编辑：", "编辑:", "作者", "来源",
      "來源", "时间", "发布",     "日期",   "点击",   "浏览",  "字号", "阅读",
      "我要", "打印", "举报",     "原标题", "收藏",   "【",    "[",    "分享"};
  std::size_t end = value.size();
  for (const std::string_view mark : kEnds) end = std::min(end, value.find(mark));
  return value.substr(0, end);
}

std::string_view Trim(std::string_view text) {
  constexpr std::array<std::string_view, 9> kMarks{" ",  "　", "　", "：", ":",
                                                   "，", "(",  "（", "/"};
  bool again = true;
  while (again) {
    again = false;
    for (const std::string_view mark : kMarks) {
      if (text.starts_with(mark)) text.remove_prefix(mark.size()), again = true;
      if (text.ends_with(mark)) text.remove_suffix(mark.size()), again = true;
    }
    for (const std::string_view mark : {"）", ")", "。"}) {
      if (text.ends_with(mark)) text.remove_suffix(std::string_view(mark).size()), again = true;
    }
  }
  return text;
}

/// The value behind the first of the labels; names of people may be several, divided by spaces.
template <std::size_t N>
std::string After(std::string_view line, const std::array<std::string_view, N>& labels,
                  bool several) {
  for (const std::string_view label : labels) {
    const std::size_t at = line.find(label);
    if (at == std::string_view::npos) continue;
    std::string_view value = Trim(UpToNextLabel(line.substr(at + label.size())));
    std::size_t end = std::min(value.find(' '), value.size());
    if (several) {
      while (end < value.size()) {  // 张三 李四
        const std::size_t next = std::min(value.find(' ', end + 1), value.size());
        const std::size_t length = utf8::Length(value.substr(end + 1, next - end - 1));
        const bool name = length >= 2 && length <= 4 && (value[end + 1] & '\x80') != 0 &&
                          !IsPublisher(value.substr(end + 1, next - end - 1));
        if (!name) break;
        end = next;
      }
    }
    return std::string(Trim(value.substr(0, end)));
  }
  return {};
}

/// "10-08 12:00", "10月8日" behind a word for publishing.
std::string DayWithoutYear(std::string_view line) {
  constexpr std::array<std::string_view, 5> kWords{"发布", "時間", "时间", "日期", "更新"};
  const bool told = std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return line.find(word) != std::string_view::npos;
  });
  const bool bare = line.size() <= 16;
  if (!told && !bare) return {};
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] < '0' || line[at] > '9' ||
        (at > 0 && line[at - 1] >= '0' && line[at - 1] <= '9')) {
      continue;
    }
    std::string_view rest = line.substr(at);
    const auto number = [&](int& value) {
      std::size_t digits = 0;
      for (value = 0;
           digits < 2 && digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9';
           ++digits) {
        value = value * 10 + (rest[digits] - '0');
      }
      rest.remove_prefix(digits);
      return digits > 0;
    };
    int month = 0;
    int day = 0;
    if (!number(month)) continue;
    const bool hyphen = rest.starts_with("-");
    if (!hyphen && !rest.starts_with("月")) continue;
    rest.remove_prefix(hyphen ? 1 : std::string_view("月").size());
    if (!number(day) || month < 1 || month > 12 || day < 1 || day > 31) continue;
    if (!hyphen && !rest.starts_with("日")) continue;
    return fmt::format("{:02}-{:02}", month, day);
  }
  return {};
}

/// Dates that are about something else.
bool IsOtherDate(std::string_view line) {
  constexpr std::array<std::string_view, 9> kWords{"出生", "生于",   "生日", "截止",     "举行",
                                                   "截至", "今天是", "版权", "Copyright"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return line.find(word) != std::string_view::npos;
  });
}

class Reader {
 public:
  Reader(Flow& flow, PageFindings& page) : flow_(flow), page_(page) {}

  void Run() {
    const Leaf* title = FindTitle(flow_, page_.title);
    const std::size_t at =
        title == nullptr ? 0 : static_cast<std::size_t>(title - flow_.leaves.data());
    constexpr std::size_t kBefore = 6;
    constexpr std::size_t kBehind = 25;
    std::size_t prose = 0;
    for (std::size_t i = at - std::min(at, kBefore); i < flow_.leaves.size(); ++i) {
      Leaf& leaf = flow_.leaves[i];
      if (title != nullptr && i > at + kBehind) break;
      if (leaf.reason == "hidden") continue;
      const std::size_t length = utf8::Length(leaf.text);
      const bool paragraph =
          IsProse(leaf) && leaf.reason.empty() && (length > kLongest || leaf.text.ends_with("。"));
      if (paragraph && (title == nullptr || i > at) && ++prose >= 2) break;
      if (paragraph || length > kLongest || &leaf == title) continue;
      Line(leaf, title == nullptr || i > at ? "behind the title" : "above the title",
           title != nullptr && i > at ? 10 : 0);
    }
  }

  [[nodiscard]] const std::string& short_day() const { return short_day_; }

 private:
  void Line(Leaf& leaf, std::string_view place, int nearer) {
    const std::string& line = leaf.spaced.empty() ? leaf.text : leaf.spaced;
    const bool linked = leaf.kind == BlockKind::kHeading && leaf.link_bytes > 0;
    const auto moment = IsOtherDate(line) || linked ? std::nullopt : FindDate(line);
    const std::string from = After(line, kSourceLabels, false);
    const std::string by = After(line, kAuthorLabels, true);
    if (moment) {
      const bool clock = moment->time.size() > moment->day.size();
      page_.findings.Add("date", moment->day, place, 60 + nearer + (clock ? 6 : 0));
    } else if (short_day_.empty() && !linked && leaf.link_bytes == 0 && nearer > 0) {
      short_day_ = DayWithoutYear(line);
    }
    page_.findings.Add("source", from, place, 70 + nearer);
    page_.findings.Add("author", by, place, 70 + nearer);
    if (!leaf.reason.empty()) return;
    const bool bare_date = moment && moment->source.size() * 2 > leaf.text.size();
    const int found = (moment ? 1 : 0) + (from.empty() ? 0 : 1) + (by.empty() ? 0 : 1);
    if (found >= 2 || bare_date) leaf.reason = "byline";
    const bool label = leaf.text.starts_with("来源") || leaf.text.starts_with("发布时间") ||
                       leaf.text.starts_with("时间：");
    if (label && (found > 0 || !DayWithoutYear(line).empty())) leaf.reason = "byline";
  }

  Flow& flow_;
  PageFindings& page_;
  std::string short_day_;
};

/// The year that the page's other dates agree on.
std::string YearAround(const Findings& findings) {
  for (const Finding& finding : findings.all()) {
    if (finding.field == "date" && finding.value.size() == 10) return finding.value.substr(0, 4);
  }
  return {};
}

/// The last lines of the text often say 来源：… 作者：…
void ReadClosing(const Flow& flow, Findings& findings) {
  constexpr std::size_t kLast = 5;
  std::size_t seen = 0;
  for (std::size_t i = flow.leaves.size(); i-- > 0 && seen < kLast;) {
    const Leaf& leaf = flow.leaves[i];
    const bool told = leaf.reason == "editor" || leaf.reason == "source";
    if (!leaf.reason.empty() && !told) continue;
    ++seen;
    if (utf8::Length(leaf.text) > kLongest) continue;
    const std::string& line = leaf.spaced.empty() ? leaf.text : leaf.spaced;
    findings.Add("source", After(line, kSourceLabels, false), "at the end", 50);
    findings.Add("author", After(line, kAuthorLabels, true), "at the end", 40);
  }
}

std::string NotADay(std::string_view value) {
  return value < "1990" || value > "2100" ? "not of the time of web pages" : "";
}

}  // namespace

void ReadBylines(Flow& flow, PageFindings& page) {
  Reader reader(flow, page);
  reader.Run();
  page.short_day = reader.short_day();
}

Metadata Decide(const Flow& flow, PageFindings& page, std::vector<Message>& notes) {
  Findings& findings = page.findings;
  ReadClosing(flow, findings);
  if (const std::string& day = page.short_day; !day.empty()) {
    const std::string year = YearAround(findings);
    if (!year.empty()) {
      findings.Add("date", year + '-' + day, "without a year", 58);
    } else {
      notes.push_back({fmt::format("is dated {}, of an unknown year; the date is left empty", day),
                       fmt::format("日期为 {}，年份不明，未采用", day)});
    }
  }
  findings.Judge("date", NotADay);
  findings.Judge("source", [](std::string_view name) -> std::string {
    if (utf8::Length(name) > 30) return "too long for a name";
    if (FindDate(name)) return "a date";
    if (name == "微信公众平台" || name == "本站原创" || name == "网络") return "nobody's name";
    return name.find("://") != std::string_view::npos ? "an address" : "";
  });
  Metadata metadata;
  metadata.title = page.title;
  metadata.date = findings.Choose("date");
  metadata.source = findings.Choose("source");
  const std::string_view whole = page.whole_title;
  const std::string_view tail =
      whole.starts_with(page.title) ? whole.substr(page.title.size()) : std::string_view();
  findings.Judge("author", [&](std::string_view name) -> std::string {
    const bool site = name == page.site || tail.find(name) != std::string_view::npos;
    if (site) return "the name of the site";
    return name == metadata.source ? "the source" : std::string(NotAnAuthor(name));
  });
  metadata.author = findings.Choose("author");
  metadata.language = page.language;
  return metadata;
}

}  // namespace boyin::intake
