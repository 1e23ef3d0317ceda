#include "intake/page_metadata.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/date.h"
#include "base/table.h"
#include "intake/composer.h"
#include "intake/data.h"
#include "intake/person.h"

namespace boyin::intake {
namespace {

using Json = nlohmann::json;

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string DayIn(std::string_view text) {
  const auto moment = FindDate(text);
  return moment ? moment->day : std::string();
}

/// A string, or the name of a thing, or of the first of several.
std::string NameIn(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array() && !value.empty()) return NameIn(value.front());
  if (value.is_object() && value.contains("name")) return NameIn(value["name"]);
  return {};
}

void ReadThing(const Json& thing, Findings& findings, int depth) {
  if (depth > 8) return;
  if (thing.is_array()) {
    for (const Json& one : thing) ReadThing(one, findings, depth + 1);
  }
  if (!thing.is_object()) return;
  if (thing.contains("@graph")) ReadThing(thing["@graph"], findings, depth + 1);
  const std::string type = thing.contains("@type") ? NameIn(thing["@type"]) : std::string();
  const bool article = type.find("Article") != std::string::npos ||
                       type.find("Posting") != std::string::npos || thing.contains("pubDate");
  if (!article) return;
  const auto get = [&](const char* key) {
    return thing.contains(key) ? NameIn(thing[key]) : std::string();
  };
  findings.Add("title", get("headline"), "JSON-LD", 60);
  findings.Add("author", NamesIn(get("author")), "JSON-LD", 60);
  findings.Add("source", get("publisher"), "JSON-LD", 40);
  findings.Add("date", DayIn(get("datePublished")), "JSON-LD", 70);
  if (!thing.contains("datePublished")) {
    findings.Add("date", DayIn(get("pubDate")), "JSON-LD", 70);  // Baidu's dialect
  }
}

/// Strict JSON nested no deeper than a page needs; nothing for any other.
Json ParseJson(const std::string& text) {
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    if (depth > 64) return {};
  }
  return Json::parse(text, nullptr, false);
}

struct Key {
  std::string_view name;
  std::string_view field;
  int belief;
};

/// `name`, `property` or `itemprop` of a <meta>.
constexpr std::array<Key, 27> kKeys{{{"headline", "title", 60},
                                     {"og:title", "title", 59},
                                     {"articletitle", "title", 58},
                                     {"twitter:title", "title", 50},
                                     {"dc.title", "title", 50},
                                     {"author", "author", 50},
                                     {"article:author", "author", 55},
                                     {"og:article:author", "author", 55},
                                     {"dc.creator", "author", 50},
                                     {"datepublished", "date", 69},
                                     {"article:published_time", "date", 72},
                                     {"og:published_time", "date", 72},
                                     {"weibo: article:create_at", "date", 71},
                                     {"weibo:article:create_at", "date", 71},
                                     {"og:release_date", "date", 70},
                                     {"pubdate", "date", 68},
                                     {"publishdate", "date", 68},
                                     {"publish_time", "date", 68},
                                     {"bytedance:published_time", "date", 68},
                                     {"apub:time", "date", 66},
                                     {"dc.date", "date", 60},
                                     {"date", "date", 50},
                                     {"contentsource", "source", 60},
                                     {"source", "source", 55},
                                     {"mediaid", "source", 50},
                                     {"og:site_name", "source", 30},
                                     {"publisher", "source", 30}}};

/// Keys under which scripts and attributes of portals keep the time of an article.
constexpr std::array<std::string_view, 14> kScriptKeys{
    "ori_create_time", "var ct",   "publishtime",     "publish_time", "pubtime",
    "pub_time",        "pubdate",  "pub_date",        "publishdate",  "createtime",
    "ptime",           "newstime", "publicationdate", "articletime"};

/// Seconds since 1970 as a day in China.
std::string DayOfStamp(std::string_view digits) {
  std::int64_t seconds = 0;
  for (const char c : digits.substr(0, 10)) seconds = seconds * 10 + (c - '0');
  constexpr int kEastOfUtc = 8 * 3600;
  return ToIso(seconds + kEastOfUtc).substr(0, std::string_view("2026-11-24").size());
}

/// `"publishTime":"2020-09-11 10:00"`, `var pubtime = 1599789600;`
void ReadScript(std::string_view script, Findings& findings) {
  constexpr std::size_t kSeen = 400'000;  // bytes of one script
  const std::string lower = Lower(script.substr(0, kSeen));
  for (const std::string_view key : kScriptKeys) {
    const std::size_t at = lower.find(key);
    if (at == std::string::npos) continue;
    std::string_view rest = std::string_view(lower).substr(at + key.size(), 40);
    rest.remove_prefix(std::min(rest.find_first_not_of("\"': =\\"), rest.size()));
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if ((digits == 10 || digits == 13) && (rest[0] == '1' || rest[0] == '2')) {
      findings.Add("date", DayOfStamp(rest), "script", 45);
    } else if (digits == 4) {
      findings.Add("date", DayIn(rest.substr(0, 24)), "script", 45);
    }
  }
}

/// /2019/09-08/, /20190908/, /2019-09-08/, 202009/t20200911_123.html
std::string DayOfAddress(std::string_view address) {
  std::string text(address);
  for (std::size_t at = 0; at + 8 <= text.size(); ++at) {
    const auto digit = [&](std::size_t i) {
      return i < text.size() && text[i] >= '0' && text[i] <= '9';
    };
    if (at > 0 && digit(at - 1)) continue;
    std::size_t length = 0;
    while (digit(at + length)) ++length;
    if (length == 8 && text.compare(at, 2, "20") == 0) {
      const std::string day =
          DayIn(text.substr(at, 4) + '-' + text.substr(at + 4, 2) + '-' + text.substr(at + 6, 2));
      if (!day.empty()) return day;
    }
    if (length != 4 || text.compare(at, 2, "20") != 0) continue;
    std::string part = text.substr(at, 10);
    std::replace(part.begin(), part.end(), '/', '-');
    if (const std::string day = DayIn(part); !day.empty()) return day;
    if (digit(at + 5) && digit(at + 8) && part.size() > 8) {  // 2019/0908
      const std::string joined = DayIn(part.substr(0, 7) + '-' + part.substr(7, 2));
      if (!joined.empty() && part[4] == '-') return joined;
    }
  }
  return {};
}

/// What the head and the marked elements of a page hold, in one walk.
class Collector {
 public:
  void Walk(const Node& node) {
    if (node.name == "meta") Meta(node);
    if (node.name == "title" && title_.empty()) title_ = Collapse(node.AllText());
    const bool heading =
        node.name.size() == 2 && node.name[0] == 'h' && node.name[1] >= '1' && node.name[1] <= '3';
    if (heading && node.weight < 600 && headings_.size() < 100) {
      headings_.push_back({node.name[1] - '0', Collapse(node.AllText())});
    }
    if (node.name == "html") language_ = node.Attribute("lang");
    if (node.name == "link" && node.Attribute("rel") == "canonical") {
      address_ = node.Attribute("href");
    }
    if (node.name == "script") Script(node);
    if (!node.Attribute("itemprop").empty()) Property(node);
    if (node.name == "time") {
      findings_.Add("date", DayIn(node.Attribute("datetime")), "<time>", 55);
    }
    for (const Node& child : node.children) Walk(child);
  }

  PageFindings Finish() {
    findings_.Add("date", DayOfAddress(address_), "address", 40);
    Titles();
    PageFindings out;
    out.whole_title = title_;
    out.site = site_;
    if (language_.starts_with("zh")) out.language = language_;
    out.findings = std::move(findings_);
    return out;
  }

 private:
  struct Heading {
    int level;
    std::string text;
  };

  void Script(const Node& node) {
    const std::string type = Lower(node.Attribute("type"));
    const std::string text = node.AllText();
    if (type == "application/ld+json") {
      ReadThing(ParseJson(text), findings_, 0);
    } else {
      ReadScript(text, findings_);
    }
  }

  void Meta(const Node& node) {
    for (const char* key : {"property", "name", "itemprop"}) {
      const std::string name = Lower(node.Attribute(key));
      if (!name.empty()) Take(name, node.Attribute("content"));
    }
  }

  void Take(std::string_view name, std::string_view content) {
    if (name == "og:site_name") site_ = Collapse(content);
    if (name == "og:url" && address_.empty()) address_ = content;
    const auto* key =
        std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& one) { return one.name == name; });
    if (key == kKeys.end()) return;
    const bool date = key->field == "date";
    const bool author = key->field == "author";
    findings_.Add(key->field,
                  date     ? DayIn(content)
                  : author ? NamesIn(Collapse(content))
                           : std::string(content),
                  name, key->belief);
  }

  void Property(const Node& node) {
    const std::string name = Lower(node.Attribute("itemprop"));
    if (node.name == "meta") return;
    if (name != "headline" && name != "datepublished" && name != "author") return;
    std::string value(node.Attribute("content"));
    if (value.empty()) value = node.Attribute("datetime");
    if (value.empty() && node.weight < 600) value = node.AllText();
    Take(name, value);
  }

  /// <title> and og:title carry the name of the site behind the headline, or are cut: a heading
  /// that one of them begins with, or that begins with one of them, is the headline itself.
  void Titles() {
    std::vector<std::string> told{title_};
    for (const Finding& finding : findings_.all()) {
      if (finding.field == "title") told.push_back(finding.value);
    }
    for (std::string& whole : told) {
      for (const std::string_view cut : {"...", "…", "……"}) {
        if (whole.ends_with(cut)) whole.resize(whole.size() - cut.size());
      }
    }
    for (const Heading& heading : headings_) {
      for (const std::string& whole : told) {
        const bool names = whole.starts_with(heading.text) && heading.text.size() >= 6;
        const bool cut = heading.text.starts_with(whole) && whole.size() >= 9 && !whole.empty();
        if (heading.text.empty() || whole.empty() || (!names && !cut)) continue;
        // The longer of two headings that fit is the one that is not the name of a section.
        const int length = static_cast<int>(std::min<std::size_t>(heading.text.size(), 200) / 20);
        findings_.Add("title", heading.text, fmt::format("<h{}>", heading.level),
                      92 - heading.level + length);
      }
    }
    findings_.Add("title", WithoutSite(title_), "<title>", 40);
    if (headings_.size() == 1) findings_.Add("title", headings_.front().text, "<h1>", 30);
  }

  std::string WithoutSite(std::string_view title) const {
    constexpr std::array<std::string_view, 12> kDividers{"_",  "|",  "｜",  " - ",  " – ", " — ",
                                                         "--", "——", " @ ", " :: ", " · ", "-"};
    for (const std::string_view divider : kDividers) {
      const std::size_t at = title.find(divider);
      if (at == std::string_view::npos || at == 0) continue;
      // A bare hyphen divides a name of a site, not the two halves of a score.
      const std::string_view tail = title.substr(at + divider.size());
      if (divider == "-" && !IsPublisher(tail) && tail != site_) continue;
      title = title.substr(0, at);
    }
    return Collapse(title);
  }

  Findings findings_;
  std::string title_;
  std::string site_;
  std::string address_;
  std::vector<Heading> headings_;
  std::string language_;
};

constexpr std::size_t kShortestTitle = 18;  // bytes, six characters

/// Whether a title ends there and the name of a site or a section begins: "监察法-纪检".
bool BeginsTail(std::string_view rest) {
  constexpr std::array<std::string_view, 9> kDividers{" ", "-", "_", "|", "｜", "—", "–", "·", "@"};
  return std::any_of(kDividers.begin(), kDividers.end(),
                     [&](std::string_view divider) { return rest.starts_with(divider); });
}

/// A line of the page with which <title> begins is the headline, whatever element holds it.
void AddVisibleTitles(const Flow& flow, PageFindings& page) {
  const std::string_view whole = page.whole_title;
  for (const Leaf& leaf : flow.leaves) {
    const std::string& text = leaf.text;
    if (leaf.reason == "hidden" || text.size() < kShortestTitle || !whole.starts_with(text)) {
      continue;
    }
    if (BeginsTail(whole.substr(text.size()))) {
      page.findings.Add("title", text, "a line like <title>", 85);
      return;
    }
  }
}

/// "本文原标题：《…》": the whole of a title that ends in dots.
void AddWholeTitles(const Flow& flow, PageFindings& page, std::string_view cut) {
  constexpr std::array<std::string_view, 3> kDots{"...", "……", "…"};
  const auto* dots = std::find_if(kDots.begin(), kDots.end(),
                                  [&](std::string_view one) { return cut.ends_with(one); });
  if (dots == kDots.end()) return;
  cut.remove_suffix(dots->size());
  if (cut.size() < kShortestTitle) return;
  for (const Leaf& leaf : flow.leaves) {
    const std::size_t at = leaf.text.find(cut);
    if (at == std::string::npos || leaf.text.find("标题") >= at) continue;
    std::string_view whole = std::string_view(leaf.text).substr(at);
    whole = whole.substr(0, std::min(whole.find("》"), whole.size()));
    if (whole.size() > cut.size() && whole.size() < 300) {
      page.findings.Add("title", whole, "the original title", 99);
    }
  }
}

/// "新闻动态" names where an article stands, not the article.
std::string NotATitle(std::string_view title) {
  static const std::vector<table::Row> sections =
      table::Parse(data::sections_tsv(), "sections.tsv", 1).value_or(std::vector<table::Row>());
  return std::any_of(sections.begin(), sections.end(),
                     [&](const table::Row& row) { return row.cells[0] == title; })
             ? "the name of a section"
             : "";
}

/// Where nothing else is known: the first heading that is no link.
void AddFirstHeading(const Flow& flow, PageFindings& page) {
  for (const Leaf& leaf : flow.leaves) {
    const bool heading = leaf.kind == BlockKind::kHeading && leaf.reason.empty() &&
                         leaf.link_bytes == 0 && leaf.text.size() >= kShortestTitle;
    if (!heading) continue;
    page.findings.Add("title", leaf.text, fmt::format("the first heading, <h{}>", leaf.level), 20);
    return;
  }
}

}  // namespace

PageFindings ReadPageFindings(const Node& root) {
  Collector collector;
  collector.Walk(root);
  return collector.Finish();
}

void DecideTitle(const Flow& flow, PageFindings& page) {
  AddVisibleTitles(flow, page);
  AddFirstHeading(flow, page);
  page.findings.Judge("title", NotATitle);
  const std::string title = page.findings.Choose("title");
  AddWholeTitles(flow, page, title);
  page.title = page.findings.Choose("title");
}

}  // namespace boyin::intake
