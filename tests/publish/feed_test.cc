#include "publish/feed/feed.h"

#include <algorithm>
#include <filesystem>

#include <doctest/doctest.h>

#include "base/file.h"
#include "publish/bundle.h"
#include "publish/episodes.h"

using namespace boyin;
using namespace boyin::episode;
using namespace boyin::publish;
namespace fs = std::filesystem;

namespace {

const std::string kConfig = R"(title = "早间新闻"
link = "https://a.example/"
feed_url = "https://podnews.net/rss"
media_url = "https://a.example/sound"
description = "每天六点"
author = "台"
email = "a@a.example"
image = "cover.jpg"
category = ["News", "Daily News"]
)";

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "boyin-feed-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

  /// An episode with its bundle.
  void Add(const std::string& sound, const std::string& made_at) const {
    Episode episode = EpisodeOf({{{"今天", "|。"}}});
    episode.file = (path_ / sound).string();
    episode.made_at = made_at;
    episode.certificate.samples = 125'600;
    episode.certificate.sample_rate_hz = kRateHz;
    REQUIRE(WriteFile(episode.file, "sound").has_value());
    REQUIRE(WriteBundle(episode, {Part::kVtt, Part::kChapters, Part::kReport}, path_).has_value());
  }

 private:
  fs::path path_;
};

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a feed of reports keeps our own rules and names every file") {
  const Folder folder;
  folder.Add("一 & 二.mp3", "2026-11-23T06:00:00Z");
  folder.Add("two.mp3", "2026-11-24T06:00:00Z");
  const Result<FeedConfig> config = ReadFeedConfig(kConfig, "feed.toml");
  REQUIRE(config.has_value());
  const Result<Feed> feed = MakeFeed(*config, folder.path(), "");
  REQUIRE(feed.has_value());
  CHECK(feed->episodes == 2);
  const auto findings = LintFeed(feed->xml, "feed.xml", {});
  REQUIRE(findings.has_value());
  for (const Finding& finding : *findings) FAIL_CHECK(finding.rule);
  CHECK(feed->xml.find("two.mp3") < feed->xml.find("%E4%B8%80%20%26%20%E4%BA%8C.mp3"));
  CHECK(Count(feed->xml, "length=\"5\"") == 2);
  CHECK(Count(feed->xml, "<itunes:duration>126</itunes:duration>") == 2);
  CHECK(Count(feed->xml, "<podcast:transcript ") == 2);
  CHECK(Count(feed->xml, "<podcast:chapters ") == 2);
  CHECK(Count(feed->xml, "<pubDate>Tue, 24 Nov 2026 06:00:00 +0000</pubDate>") == 1);
  CHECK(Count(feed->xml, "9b024349-ccf0-5f69-a609-6b82873eab3c") == 1);
  CHECK(Count(feed->xml, "<podcast:txt purpose=\"ai-content\">true</podcast:txt>") == 1);
}

TEST_CASE("an update keeps guids and dates, also when the feed has moved") {
  const Folder folder;
  folder.Add("one.mp3", "2026-11-23T06:00:00Z");
  Result<FeedConfig> config = ReadFeedConfig(kConfig, "feed.toml");
  REQUIRE(config.has_value());
  const std::string old_xml = MakeFeed(*config, folder.path(), "")->xml;
  folder.Add("one.mp3", "2026-11-24T06:00:00Z");
  folder.Add("two.mp3", "2026-11-24T06:00:00Z");
  config->feed_url = "https://b.example/feed.xml";
  const Result<Feed> feed = MakeFeed(*config, folder.path(), old_xml);
  REQUIRE(feed.has_value());
  CHECK(feed->episodes == 2);
  const auto findings = LintFeed(feed->xml, "feed.xml", {.previous_xml = old_xml});
  REQUIRE(findings.has_value());
  CHECK(std::none_of(findings->begin(), findings->end(), [](const Finding& f) { return f.error; }));
  CHECK(Count(feed->xml, "<pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>") == 1);
}

TEST_CASE("without a report the file speaks for itself") {
  const Folder folder;
  REQUIRE(WriteFile(folder.path() / "plain.mp3", "sound").has_value());
  const Result<Feed> feed = MakeFeed(*ReadFeedConfig(kConfig, "feed.toml"), folder.path(), "");
  REQUIRE(feed.has_value());
  CHECK(feed->xml.find("<title>plain</title>") != std::string::npos);
}

TEST_CASE("a folder without sound and a broken report are errors that name them") {
  const Folder folder;
  const FeedConfig config = *ReadFeedConfig(kConfig, "feed.toml");
  CHECK_FALSE(MakeFeed(config, folder.path(), "").has_value());
  CHECK_FALSE(MakeFeed(config, folder.path() / "none", "").has_value());
  folder.Add("one.mp3", "2026-11-23T06:00:00Z");
  for (const char* broken : {"{", "[]", "{}", R"({"episode":1,"file":[]})"}) {
    REQUIRE(WriteFile(folder.path() / "one.report.json", broken).has_value());
    const auto feed = MakeFeed(config, folder.path(), "");
    REQUIRE_FALSE(feed.has_value());
    CHECK(feed.error().where.ends_with("one.report.json"));
  }
}

TEST_CASE("the configuration: line and column of what is wrong") {
  const auto where = [](const std::string& toml) {
    const auto config = ReadFeedConfig(toml, "feed.toml");
    return config ? "" : config.error().where;
  };
  CHECK(where(kConfig).empty());
  CHECK(where(kConfig + "colour = 1\n") == "feed.toml:10:1");
  CHECK(where("title = 1\n" + kConfig.substr(kConfig.find("link"))) == "feed.toml:1:9");
  CHECK(where("title = \"a\"\n") == "feed.toml:1:1");
  CHECK(where("title = ") == "feed.toml:1:9");
  CHECK(where(kConfig + "explicit = \"no\"\n") == "feed.toml:10:12");
  CHECK(ReadFeedConfig(kConfig, "feed.toml")->media_url == "https://a.example/sound/");
}
