#include "intake/byline.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/date.h"
#include "base/message.h"
#include "base/utf8.h"
#include "intake/article.h"
#include "intake/person.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongest = 90;  // characters of a byline

constexpr std::array<std::string_view, 13> kSourceLabels{
    "信息来源：", "文章来源：", "稿件来源：", "稿源：",  "来源：", "来源:", "來源：",
    "來源:",      "稿源:",      "来源 :",     "来源 ：", "出处：", "出處："};
constexpr std::array<std::string_view, 20> kAuthorLabels{
    "作者：", "作者:",  "作者 :",   "作者 ：",  "记者：", "记者:", "記者：",
    "文：",   "撰文：", "撰稿：",   "撰文:",    "文/",    "文／",  "采写：",
    "作者|",  "作者丨", "通讯员：", "作　者：", "记者 |", "作者｜"};

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

/// The value behind the first of the labels.
template <std::size_t N>
std::string_view After(std::string_view line, const std::array<std::string_view, N>& labels) {
  for (const std::string_view label : labels) {
    const std::size_t at = line.find(label);
    if (at != std::string_view::npos) return Trim(UpToNextLabel(line.substr(at + label.size())));
  }
  return {};
}

/// 来源：新华社
std::string SourceIn(std::string_view line) {
  const std::string_view value = After(line, kSourceLabels);
  return std::string(Trim(value.substr(0, std::min(value.find(' '), value.size()))));
}

/// 作者：张三 李四
std::string AuthorIn(std::string_view line) {
  const std::string_view value = After(line, kAuthorLabels);
  if (value.empty()) return {};
  std::string names = NamesIn(value);
  if (names == value) names = Trim(value.substr(0, std::min(value.find(' '), value.size())));
  return names;
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

/// "2019 / 09/07 / 19:02": a line of a date that the page sets in pieces.
bool IsPartOfDate(std::string_view line) {
  constexpr std::size_t kLongestPart = 24;  // bytes
  if (line.size() > kLongestPart) return false;
  bool digit = false;
  for (std::size_t at = 0; at < line.size();) {
    const utf8::CodePoint c = utf8::Decode(line, at);
    const bool one = c.value >= '0' && c.value <= '9';
    digit = digit || one;
    constexpr std::u32string_view kMarks = U" /-:.年月日时分秒";
    if (!one && kMarks.find(c.value) == std::u32string_view::npos) return false;
    at += c.length;
  }
  return digit;
}

/// The name of a paper or a site that stands beside a date: "原创 南方都市报 2019-09-09 16:01".
std::string PublisherBeside(std::string_view line) {
  constexpr std::size_t kLongestPart = 14;  // characters
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    if (utf8::Length(word) <= kLongestPart && utf8::Length(word) > 2 && IsPublisher(word) &&
        word.find_first_of("0123456789") == std::string_view::npos) {
      return std::string(Trim(word));
    }
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return {};
}

/// A line as a reader sees it: with gaps between what are boxes of their own.
const std::string& Seen(const Leaf& leaf) { return leaf.spaced.empty() ? leaf.text : leaf.spaced; }

/// "发表于2014-08-24 21:30 | 1164次阅读 | 作者魏星": the names of one of the parts.
std::string NamesInParts(std::string_view line) {
  while (true) {
    const std::size_t end = std::min(line.find('|'), line.size());
    if (std::string names = NamesOfLine(Trim(line.substr(0, end))); !names.empty()) return names;
    if (end == line.size()) return {};
    line.remove_prefix(end + 1);
  }
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
      behind_ = title != nullptr && i > at;
      opening_ = behind_ && prose == 0;
      Line(leaf);
    }
  }

  [[nodiscard]] const std::string& short_day() const { return short_day_; }

 private:
  void Line(Leaf& leaf) {
    const std::string& line = Seen(leaf);
    const bool linked = leaf.kind == BlockKind::kHeading && leaf.link_bytes > 0;
    const auto moment = IsOtherDate(line) || linked ? std::nullopt : FindDate(line);
    const std::string from = SourceIn(line);
    std::string by = AuthorIn(line);
    if (by.empty()) by = NamesInParts(line);
    if (moment) Date(*moment, line);
    if (!moment && short_day_.empty() && !linked && leaf.link_bytes == 0 && behind_) {
      short_day_ = DayWithoutYear(line);
    }
    Add("source", from, 70);
    Add("author", by, 70);
    if (leaf.reason.empty() && IsByline(leaf, moment, from, by)) leaf.reason = "byline";
  }

  void Date(const Moment& moment, const std::string& line) {
    const bool clock = moment.time.size() > moment.day.size();
    Add("date", moment.day, clock ? 66 : 60);
    if (opening_) Add("source", PublisherBeside(line), 42);
  }

  void Add(std::string_view field, std::string_view value, int belief) {
    page_.findings.Add(field, value, behind_ ? "behind the title" : "near the title",
                       belief + (behind_ ? 10 : 0));
  }

  [[nodiscard]] bool IsByline(const Leaf& leaf, const std::optional<Moment>& moment,
                              const std::string& from, const std::string& by) const {
    constexpr std::size_t kBesideDate = 45;  // characters
    const int found = (moment ? 1 : 0) + (from.empty() ? 0 : 1) + (by.empty() ? 0 : 1);
    if (found >= 2 || (moment && moment->source.size() * 2 > leaf.text.size())) return true;
    const bool sentence = leaf.text.find("。") != std::string::npos;
    if (opening_ && !sentence && utf8::Length(leaf.text) <= kBesideDate) {
      if (moment || IsPartOfDate(leaf.text)) return true;
    }
    constexpr std::array<std::string_view, 6> kLabels{"来源",     "發布時間", "发布时间",
                                                      "发布日期", "时间：",   "發稿時間"};
    const bool label = std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view one) {
      return leaf.text.starts_with(one);
    });
    return label && (found > 0 || !DayWithoutYear(Seen(leaf)).empty());
  }

  Flow& flow_;
  PageFindings& page_;
  std::string short_day_;
  bool behind_ = false;   // the title
  bool opening_ = false;  // between the title and the text
};

/// The year of a day: that of a whole date of the same month and day in the page, or that on which
/// the other dates agree.
std::string YearAround(const Findings& findings, std::string_view page, const std::string& day) {
  for (std::size_t at = page.find(day); at != std::string_view::npos; at = page.find(day, at + 1)) {
    if (at < 5 || page[at - 1] != '-' || page.compare(at - 5, 2, "20") != 0) continue;
    const std::string_view year = page.substr(at - 5, 4);
    if (year.find_first_not_of("0123456789") == std::string_view::npos) return std::string(year);
  }
  for (const Finding& finding : findings.all()) {
    if (finding.field == "date" && finding.value.size() == 10) return finding.value.substr(0, 4);
  }
  return {};
}

/// The last lines of the text often say 来源：… 作者：…
void ReadClosing(const Flow& flow, Findings& findings) {
  constexpr std::size_t kLast = 6;
  std::size_t seen = 0;
  for (std::size_t i = flow.leaves.size(); i-- > 0 && seen < kLast;) {
    const Leaf& leaf = flow.leaves[i];
    const bool told = leaf.reason == "editor" || leaf.reason == "source";
    if (!leaf.reason.empty() && !told) continue;
    ++seen;
    if (utf8::Length(leaf.text) > kLongest) continue;
    const std::string& line = Seen(leaf);
    findings.Add("source", SourceIn(line), "at the end", 50);
    std::string by = AuthorIn(line);
    if (by.empty()) by = NamesOfLine(line);
    findings.Add("author", by, "at the end", 62);
  }
}

/// 新华社巴黎12月9日电（记者唐霁）: in the first paragraphs and the last.
void ReadDatelines(const Flow& flow, Findings& findings) {
  constexpr std::size_t kFirst = 3;
  std::size_t seen = 0;
  const Leaf* last = nullptr;
  for (const Leaf& leaf : flow.leaves) {
    if (!leaf.reason.empty() || !IsProse(leaf)) continue;
    last = &leaf;
    if (++seen > kFirst) continue;
    findings.Add("author", NamesOfDateline(leaf.text), "dateline", 58);
  }
  if (last != nullptr && seen > kFirst) {
    findings.Add("author", NamesOfDateline(last->text), "dateline", 56);
  }
}

/// A date behind a word for publishing, anywhere on the page.
void ReadLabelledDates(const Flow& flow, Findings& findings) {
  constexpr std::array<std::string_view, 8> kLabels{"发布日期", "发布时间", "發布時間", "發布日期",
                                                    "发稿时间", "發稿時間", "更新时间", "时间："};
  for (const Leaf& leaf : flow.leaves) {
    if (leaf.reason == "comments" || leaf.text.size() > 300) continue;
    for (const std::string_view label : kLabels) {
      const std::size_t at = leaf.text.find(label);
      if (at == std::string::npos) continue;
      const auto moment = FindDate(std::string_view(leaf.text).substr(at));
      if (moment) findings.Add("date", moment->day, "labelled", 48);
    }
  }
}

/// Whether a line of the page names someone as an editor: 责任编辑：马娟
bool IsEditor(const Flow& flow, std::string_view name) {
  constexpr std::array<std::string_view, 5> kLabels{"编辑", "編輯", "责编", "責編", "校对"};
  return std::any_of(flow.leaves.begin(), flow.leaves.end(), [&](const Leaf& leaf) {
    if (leaf.text.size() > 200) return false;
    const std::size_t at = leaf.text.find(name);
    return at != std::string::npos &&
           std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view label) {
             const std::size_t told = leaf.text.rfind(label, at);
             return told != std::string::npos && at - told < label.size() + 12;
           });
  });
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

Metadata Decide(const Flow& flow, PageFindings& page, std::string_view text,
                std::vector<Message>& notes) {
  Findings& findings = page.findings;
  ReadClosing(flow, findings);
  ReadDatelines(flow, findings);
  ReadLabelledDates(flow, findings);
  if (const std::string& day = page.short_day; !day.empty()) {
    const std::string year = YearAround(findings, text, day);
    if (!year.empty()) {
      findings.Add("date", year + '-' + day, "without a year", 58);
    } else {
      notes.push_back(Translated("is dated {}, of an unknown year; the date is left empty", day));
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
  metadata.source.resize(std::min(metadata.source.find(" | "), metadata.source.size()));
  const std::string_view whole = page.whole_title;
  const std::string_view tail =
      whole.starts_with(page.title) ? whole.substr(page.title.size()) : std::string_view();
  findings.Judge("author", [&](std::string_view name) -> std::string {
    const bool site = name == page.site || tail.find(name) != std::string_view::npos;
    if (site) return "the name of the site";
    if (name == metadata.source) return "the source";
    if (IsEditor(flow, name)) return "the editor";
    return std::string(NotAnAuthor(name));
  });
  metadata.author = findings.Choose("author");
  metadata.language = page.language;
  return metadata;
}

}  // namespace boyin::intake
