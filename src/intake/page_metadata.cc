#include "intake/page_metadata.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "intake/article.h"
#include "intake/composer.h"
#include "intake/date.h"

namespace boyin::intake {
namespace {

using Json = nlohmann::json;

void Fill(std::string& field, std::string_view value) {
  if (field.empty()) field = Collapse(value);
}

void FillDate(std::string& field, std::string_view value) {
  if (!field.empty()) return;
  if (const auto moment = FindDate(value)) field = moment->day;
}

/// A string, or the name of a thing, or of the first of several.
std::string NameIn(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array() && !value.empty()) return NameIn(value.front());
  if (value.is_object() && value.contains("name")) return NameIn(value["name"]);
  return {};
}

void ReadThing(const Json& thing, Metadata& metadata, int depth) {
  if (depth > 8) return;
  if (thing.is_array()) {
    for (const Json& one : thing) ReadThing(one, metadata, depth + 1);
  }
  if (!thing.is_object()) return;
  if (thing.contains("@graph")) ReadThing(thing["@graph"], metadata, depth + 1);
  const std::string type = thing.contains("@type") ? NameIn(thing["@type"]) : std::string();
  if (type.find("Article") == std::string::npos && type.find("Posting") == std::string::npos) {
    return;
  }
  const auto get = [&](const char* key) {
    return thing.contains(key) ? NameIn(thing[key]) : std::string();
  };
  Fill(metadata.title, get("headline"));
  Fill(metadata.author, get("author"));
  Fill(metadata.source, get("publisher"));
  FillDate(metadata.date, get("datePublished"));
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
  enum class Field { kTitle, kAuthor, kDate, kSource } field;
};

/// In the order of trust. `name`, `property` or `itemprop` of a <meta>.
constexpr std::array<Key, 21> kKeys{
    {{"headline", Key::Field::kTitle},         {"og:title", Key::Field::kTitle},
     {"articletitle", Key::Field::kTitle},     {"twitter:title", Key::Field::kTitle},
     {"dc.title", Key::Field::kTitle},         {"author", Key::Field::kAuthor},
     {"article:author", Key::Field::kAuthor},  {"dc.creator", Key::Field::kAuthor},
     {"datepublished", Key::Field::kDate},     {"article:published_time", Key::Field::kDate},
     {"og:published_time", Key::Field::kDate}, {"weibo: article:create_at", Key::Field::kDate},
     {"pubdate", Key::Field::kDate},           {"publishdate", Key::Field::kDate},
     {"dc.date", Key::Field::kDate},           {"date", Key::Field::kDate},
     {"contentsource", Key::Field::kSource},   {"source", Key::Field::kSource},
     {"mediaid", Key::Field::kSource},         {"og:site_name", Key::Field::kSource},
     {"publisher", Key::Field::kSource}}};

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// What the head and the marked elements of a page hold, in one walk.
class Collector {
 public:
  void Walk(const Node& node) {
    if (node.name == "meta") Meta(node);
    if (node.name == "title" && title_.empty()) title_ = Collapse(node.AllText());
    if (node.name == "h1" && node.weight < 600) headings_.push_back(Collapse(node.AllText()));
    if (node.name == "html") language_ = node.Attribute("lang");
    if (node.name == "script" && Lower(node.Attribute("type")) == "application/ld+json") {
      ReadThing(ParseJson(node.AllText()), metadata_, 0);
    }
    if (!node.Attribute("itemprop").empty()) Property(node);
    if (node.name == "time") FillDate(time_, node.Attribute("datetime"));
    for (const Node& child : node.children) Walk(child);
  }

  Metadata Finish() {
    for (const Key& key : kKeys) {
      const auto found = std::find_if(meta_.begin(), meta_.end(),
                                      [&](const auto& one) { return one.first == key.name; });
      if (found != meta_.end()) Set(key.field, found->second);
    }
    FillDate(metadata_.date, time_);
    ChooseTitle();
    if (language_.starts_with("zh")) metadata_.language = language_;
    return std::move(metadata_);
  }

 private:
  void Meta(const Node& node) {
    for (const char* key : {"property", "name", "itemprop"}) {
      const std::string_view name = node.Attribute(key);
      if (!name.empty()) meta_.emplace_back(Lower(name), node.Attribute("content"));
    }
  }

  void Property(const Node& node) {
    const std::string name = Lower(node.Attribute("itemprop"));
    if (name != "headline" && name != "datepublished" && name != "author") return;
    std::string value(node.Attribute("content"));
    if (value.empty()) value = node.Attribute("datetime");
    if (value.empty() && node.weight < 600) value = node.AllText();
    if (!Collapse(value).empty()) meta_.emplace_back(name, value);
  }

  void Set(Key::Field field, std::string_view value) {
    switch (field) {
      case Key::Field::kTitle:
        return Fill(metadata_.title, value);
      case Key::Field::kAuthor:
        if (value.find("://") == std::string_view::npos) Fill(metadata_.author, value);
        return;
      case Key::Field::kDate:
        return FillDate(metadata_.date, value);
      case Key::Field::kSource:
        return Fill(metadata_.source, value);
    }
  }

  /// <title> carries the name of the site behind the headline: a heading that it begins with is the
  /// headline itself.
  void ChooseTitle() {
    for (const std::string& heading : headings_) {
      const std::string_view whole = metadata_.title.empty() ? title_ : metadata_.title;
      if (!heading.empty() && whole.starts_with(heading)) metadata_.title = heading;
    }
    if (!metadata_.title.empty()) return;
    constexpr std::array<std::string_view, 8> kDividers{"_",   "|",   "｜", " - ",
                                                        " – ", " — ", "--", "-"};
    std::string_view title = title_;
    for (const std::string_view divider : kDividers) {
      const std::size_t at = title.find(divider);
      if (at != std::string_view::npos && at > 0) title = title.substr(0, at);
    }
    metadata_.title = Collapse(title);
    if (metadata_.title.empty() && headings_.size() == 1) metadata_.title = headings_.front();
  }

  Metadata metadata_;
  std::vector<std::pair<std::string, std::string>> meta_;
  std::string title_;
  std::vector<std::string> headings_;
  std::string time_;
  std::string language_;
};

constexpr std::array<std::string_view, 6> kSourceLabels{"来源：", "来源:",  "來源：",
                                                        "來源:",  "稿源：", "稿源:"};
constexpr std::array<std::string_view, 6> kAuthorLabels{"作者：", "作者:", "记者：",
                                                        "记者:",  "文：",  "撰文："};

template <std::size_t N>
std::string After(std::string_view line, const std::array<std::string_view, N>& labels) {
  for (const std::string_view label : labels) {
    const std::size_t at = line.find(label);
    if (at == std::string_view::npos) continue;
    line.remove_prefix(at + label.size());
    while (line.starts_with(" ")) line.remove_prefix(1);
    return std::string(line.substr(0, line.find_first_of(" |")));
  }
  return {};
}

}  // namespace

Metadata ReadPageMetadata(const Node& root) {
  Collector collector;
  collector.Walk(root);
  return collector.Finish();
}

void ReadBylines(Flow& flow, Metadata& metadata) {
  constexpr std::size_t kLongest = 80;  // characters
  std::string source;                   // the line knows better than the name of the site
  for (Leaf& leaf : flow.leaves) {
    if (!leaf.reason.empty()) continue;
    if (IsProse(leaf) && (utf8::Length(leaf.text) > kLongest || leaf.text.ends_with("。"))) break;
    if (utf8::Length(leaf.text) > kLongest || leaf.kind == BlockKind::kHeading) continue;
    const auto moment = FindDate(leaf.text);
    const std::string from = After(leaf.text, kSourceLabels);
    const std::string by = After(leaf.text, kAuthorLabels);
    if (moment && metadata.date.empty()) metadata.date = moment->day;
    if (source.empty()) source = from;
    if (metadata.author.empty()) metadata.author = by;
    const bool bare_date = moment && moment->source.size() * 2 > leaf.text.size();
    const int found = (moment ? 1 : 0) + (from.empty() ? 0 : 1) + (by.empty() ? 0 : 1);
    if (found >= 2 || bare_date) leaf.reason = "byline";
  }
  if (!source.empty()) metadata.source = source;
}

}  // namespace boyin::intake
