#include "publish/feed/feed.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <sys/stat.h>
#include <taglib/fileref.h>
#include <taglib/tag.h>

#include "base/date.h"
#include "base/file.h"
#include "base/message.h"
#include "publish/feed/uuid.h"
#include "publish/markup/element.h"
#include "publish/markup/xml.h"
#include "publish/media/sound.h"

namespace boyin::publish {
namespace {

namespace fs = std::filesystem;

/// The namespace of podcast:guid (Podcasting 2.0).
constexpr const char* kGuidNamespace = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6";

struct Item {
  fs::path sound;
  std::string title;
  std::string summary;
  std::string guid;
  int revision = 1;  // of an episode that was corrected: more
  std::time_t published = 0;
  std::string published_text;  // as the old feed had it
  long seconds = 0;
  std::uintmax_t bytes = 0;
};

/// What the old feed said of an episode, by the name of its sound file.
struct Known {
  std::string guid;
  std::string published;
};
struct OldFeed {
  std::string guid;
  std::map<std::string, Known> episodes;
  std::map<std::string, std::string> published;  // by guid: a corrected episode has a new file
};

/// A file beside the sound that the feed names.
struct Sidecar {
  std::string_view suffix;
  std::string_view type;
};
constexpr std::array<Sidecar, 4> kTranscripts{{{".vtt", "text/vtt"},
                                               {".srt", "application/x-subrip"},
                                               {".json", "application/json"},
                                               {".txt", "text/plain"}}};

std::string FileOfUrl(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return FromUrlPath(url.substr(url.rfind('/') + 1));
}

Result<OldFeed> ReadOldFeed(const std::string& xml) {
  OldFeed old;
  if (xml.empty()) return old;
  const Result<Element> root = ReadXml(xml, "feed.xml");
  if (!root) return tl::unexpected(root.error());
  const Element* channel = root->Child("channel");
  if (channel == nullptr) return old;
  old.guid = channel->TextOf("podcast:guid");
  for (const Element& item : channel->children) {
    const Element* enclosure = item.Child("enclosure");
    if (item.name != "item" || enclosure == nullptr) continue;
    const Known known{item.TextOf("guid"), item.TextOf("pubDate")};
    old.published[known.guid] = known.published;
    old.episodes[FileOfUrl(enclosure->Attribute("url"))] = known;
  }
  return old;
}

/// What the report of an episode says.
Result<void> ApplyReport(const fs::path& path, Item& item) {
  const Result<std::string> text = ReadFile(path);
  if (!text) return tl::unexpected(text.error());
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  const nlohmann::json none = nlohmann::json::object();
  const auto object = [&](const char* key) {
    return json.is_object() && json.contains(key) && json[key].is_object() ? json[key] : none;
  };
  const nlohmann::json episode = object("episode");
  const nlohmann::json file = object("file");
  if (episode.empty() || !file.contains("duration_s") || !file["duration_s"].is_number()) {
    return Fail(Code::kInput, path.string(), Translated("is no report of an episode"),
                Translated("make the episode again with speak --bundle"));
  }
  const auto string = [&](const char* key) {
    return episode.contains(key) && episode[key].is_string() ? episode[key].get<std::string>() : "";
  };
  item.title = string("title");
  item.summary = string("summary");
  item.seconds = std::lround(file["duration_s"].get<double>());
  item.guid = string("guid");
  if (episode.contains("revision") && episode["revision"].is_number_integer()) {
    item.revision = episode["revision"].get<int>();
  }
  if (const std::string correction = string("correction"); !correction.empty()) {
    item.summary = "更正：" + correction + "\n" + item.summary;
  }
  if (const auto made = FromIso(string("made_at"))) item.published = *made;
  return {};
}

/// What the tags of a sound file say.
void ApplyTags(Item& item) {
  const TagLib::FileRef file(item.sound.c_str());
  if (file.isNull()) return;
  if (file.tag() != nullptr) {
    item.title = file.tag()->title().to8Bit(true);
    item.summary = file.tag()->comment().to8Bit(true);
  }
  if (file.audioProperties() != nullptr) {
    item.seconds = (file.audioProperties()->lengthInMilliseconds() + 500) / 1000;
  }
}

Result<Item> ItemOf(const fs::path& sound, const OldFeed& old, const std::string& feed_guid) {
  Item item;
  item.sound = sound;
  struct stat facts {};
  if (::stat(sound.c_str(), &facts) != 0) {
    return Fail(Code::kInput, sound.string(), Translated("cannot be read"));
  }
  item.bytes = static_cast<std::uintmax_t>(facts.st_size);
  item.published = facts.st_mtime;
  fs::path report = sound;
  report.replace_extension(".report.json");
  if (fs::exists(report)) {
    if (Result<void> read = ApplyReport(report, item); !read) return tl::unexpected(read.error());
  } else {
    ApplyTags(item);
  }
  if (item.title.empty()) item.title = sound.stem().string();
  if (item.summary.empty()) item.summary = item.title;
  const std::string file = sound.filename().string();
  item.published_text = ToRfc2822(item.published);
  Known known;
  if (const auto same = old.episodes.find(file); same != old.episodes.end()) known = same->second;
  if (const auto same = old.published.find(item.guid); same != old.published.end()) {
    known = {item.guid, same->second};
  }
  if (!known.guid.empty()) item.guid = known.guid;
  if (item.guid.empty()) item.guid = UuidV5(feed_guid.c_str(), file);
  if (const auto published = FromRfc2822(known.published)) {
    item.published = *published;
    item.published_text = known.published;
  }
  return item;
}

/// A corrected episode stands in the place of the one it corrects, whose file stays in the folder.
void KeepNewestRevisions(std::vector<Item>& items) {
  std::map<std::string, int> newest;
  for (const Item& item : items) {
    newest[item.guid] = std::max(newest[item.guid], item.revision);
  }
  std::erase_if(items, [&](const Item& item) { return item.revision < newest[item.guid]; });
}

Result<std::vector<Item>> ItemsIn(const fs::path& folder, const OldFeed& old,
                                  const std::string& feed_guid) {
  std::error_code failed;
  std::vector<Item> items;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const fs::path& path = at->path();
    if (path.filename().string().starts_with('.') || SoundType(path).empty()) continue;
    Result<Item> item = ItemOf(path, old, feed_guid);
    if (!item) return tl::unexpected(item.error());
    items.push_back(std::move(*item));
  }
  if (failed) return Fail(Code::kInput, folder.string(), {failed.message(), failed.message()});
  if (items.empty()) {
    return Fail(Code::kInput, folder.string(), Translated("holds no sound files"),
                Translated("make some: boyin speak … --bundle"));
  }
  KeepNewestRevisions(items);
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.published != b.published ? a.published > b.published : a.sound > b.sound;
  });
  return items;
}

void WriteChannel(const FeedConfig& config, const std::string& guid, Xml& xml) {
  xml.Element("title", config.title).Element("link", config.link);
  xml.Element("description", config.description).Element("language", config.language);
  xml.Element("generator", "boyin");
  xml.Open("atom:link")
      .Attribute("href", config.feed_url)
      .Attribute("rel", "self")
      .Attribute("type", "application/rss+xml")
      .Close();
  const std::string image = config.media_url + UrlPath(config.image);
  xml.Open("itunes:image").Attribute("href", image).Close();
  xml.Open("image").Element("url", image).Element("title", config.title);
  xml.Element("link", config.link).Close();
  xml.Open("itunes:category").Attribute("text", config.category.front());
  if (config.category.size() > 1) {
    xml.Open("itunes:category").Attribute("text", config.category.back()).Close();
  }
  xml.Close();
  xml.Element("itunes:explicit", config.is_explicit ? "true" : "false");
  xml.Element("itunes:type", "episodic");
  if (!config.author.empty()) xml.Element("itunes:author", config.author);
  if (!config.email.empty()) {
    xml.Open("itunes:owner").Element("itunes:name", config.author);
    xml.Element("itunes:email", config.email).Close();
  }
  xml.Element("podcast:guid", guid);
  xml.Open("podcast:locked");
  if (!config.email.empty()) xml.Attribute("owner", config.email);
  xml.Text(config.locked ? "yes" : "no").Close();
  if (config.ai_content) {
    xml.Open("podcast:txt").Attribute("purpose", "ai-content").Text("true").Close();
  }
}

void WriteItem(const FeedConfig& config, const Item& item, Xml& xml) {
  const auto beside = [&](std::string_view suffix) {
    fs::path path = item.sound;
    return path.replace_extension(suffix);
  };
  const auto url = [&](const fs::path& path) {
    return config.media_url + UrlPath(path.filename().string());
  };
  xml.Open("item").Element("title", item.title).Element("description", item.summary);
  if (fs::exists(beside(".html"))) xml.Element("link", url(beside(".html")));
  xml.Open("enclosure")
      .Attribute("url", url(item.sound))
      .Attribute("length", std::to_string(item.bytes))
      .Attribute("type", SoundType(item.sound))
      .Close();
  xml.Open("guid").Attribute("isPermaLink", "false").Text(item.guid).Close();
  xml.Element("pubDate", item.published_text);
  if (item.seconds > 0) xml.Element("itunes:duration", std::to_string(item.seconds));
  xml.Element("itunes:explicit", config.is_explicit ? "true" : "false");
  if (fs::exists(beside(".jpg"))) {
    xml.Open("itunes:image").Attribute("href", url(beside(".jpg"))).Close();
  }
  for (const Sidecar& transcript : kTranscripts) {
    if (!fs::exists(beside(transcript.suffix))) continue;
    xml.Open("podcast:transcript")
        .Attribute("url", url(beside(transcript.suffix)))
        .Attribute("type", transcript.type)
        .Attribute("language", config.language)
        .Close();
  }
  if (fs::exists(beside(".chapters.json"))) {
    xml.Open("podcast:chapters")
        .Attribute("url", url(beside(".chapters.json")))
        .Attribute("type", "application/json+chapters")
        .Close();
  }
  xml.Close();
}

}  // namespace

std::string FeedGuid(std::string_view feed_url) {
  if (const std::size_t scheme = feed_url.find("://"); scheme != std::string_view::npos) {
    feed_url.remove_prefix(scheme + 3);
  }
  while (feed_url.ends_with('/')) feed_url.remove_suffix(1);
  return UuidV5(kGuidNamespace, feed_url);
}

Result<Feed> MakeFeed(const FeedConfig& config, const fs::path& folder,
                      const std::string& old_xml) {
  const Result<OldFeed> old = ReadOldFeed(old_xml);
  if (!old) return tl::unexpected(old.error());
  // A feed that moves keeps the guid it was born with.
  const bool born = IsUuid(old->guid);
  const std::string guid = born ? old->guid : FeedGuid(config.feed_url);
  const Result<std::vector<Item>> items = ItemsIn(folder, *old, guid);
  if (!items) return tl::unexpected(items.error());
  Xml xml(Xml::Layout::kIndented);
  xml.Open("rss")
      .Attribute("version", "2.0")
      .Attribute("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd")
      .Attribute("xmlns:podcast", "https://podcastindex.org/namespace/1.0")
      .Attribute("xmlns:atom", "http://www.w3.org/2005/Atom");
  xml.Open("channel");
  WriteChannel(config, guid, xml);
  for (const Item& item : *items) WriteItem(config, item, xml);
  std::string written = std::move(xml).Finish();
  // What the next run could not read does not go out.
  if (const Result<Element> read = ReadXml(written, "feed"); !read) {
    return tl::unexpected(read.error());
  }
  return Feed{std::move(written), items->size()};
}

}  // namespace boyin::publish
