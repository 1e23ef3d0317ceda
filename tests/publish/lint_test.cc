#include <algorithm>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "base/file.h"
#include "publish/feed/feed.h"

using namespace boyin;
using namespace boyin::publish;
namespace fs = std::filesystem;

namespace {

const std::string kChannel = R"(<title>新闻</title><link>https://a.example/</link>
<description>每天</description><language>zh-cn</language>
<atom:link rel="self" href="https://podnews.net/rss" type="application/rss+xml"/>
<itunes:image href="https://a.example/cover.png"/>
<itunes:category text="News"><itunes:category text="Daily News"/></itunes:category>
<itunes:explicit>false</itunes:explicit><itunes:author>台</itunes:author>
<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>
<podcast:locked>yes</podcast:locked>
<podcast:txt purpose="ai-content">true</podcast:txt>
)";
const std::string kItem = R"(<item><title>一</title>
<enclosure url="https://a.example/one.mp3" length="3" type="audio/mpeg"/>
<guid isPermaLink="false">one</guid><pubDate>Tue, 24 Nov 2026 06:00:00 +0000</pubDate>
<itunes:duration>12</itunes:duration>
<podcast:transcript url="https://a.example/one.vtt" type="text/vtt"/>
<podcast:chapters url="https://a.example/one.chapters.json" type="application/json+chapters"/>
</item>)";

std::string FeedOf(const std::string& inside) {
  return R"(<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>)" +
         inside + "</channel></rss>";
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::vector<std::string> RulesOf(const std::string& xml, const LintOptions& options = {}) {
  const auto findings = LintFeed(xml, "feed.xml", options);
  REQUIRE(findings.has_value());
  std::vector<std::string> rules;
  for (const Finding& finding : *findings) {
    CHECK_FALSE(finding.what.en.empty());
    CHECK_FALSE(finding.what.zh.empty());
    CHECK_FALSE(finding.mend.en.empty());
    CHECK_FALSE(finding.mend.zh.empty());
    CHECK(finding.line > 0);
    rules.push_back(finding.rule);
  }
  return rules;
}

std::string Png(int width, int height, int depth, int colour) {
  std::string bytes("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", 16);
  for (const int side : {width, height}) {
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(side >> shift & 255);
  }
  bytes += static_cast<char>(depth);
  bytes += static_cast<char>(colour);
  return bytes + std::string(20, '\0');
}

}  // namespace

TEST_CASE("a feed that keeps every rule has no findings") {
  CHECK(RulesOf(FeedOf(kChannel + kItem)).empty());
}

TEST_CASE("podcast:guid: the test vector of the specification") {
  for (const char* url :
       {"https://podnews.net/rss", "http://podnews.net/rss/", "podnews.net/rss//"}) {
    CHECK(FeedGuid(url) == "9b024349-ccf0-5f69-a609-6b82873eab3c");
  }
}

TEST_CASE("each rule has an example that breaks it, and nothing else") {
  struct Broken {
    std::string rule;
    std::string from;
    std::string to;
  };
  const std::vector<Broken> cases{
      {"channel-title", "<title>新闻</title>", ""},
      {"channel-link", "<link>https://a.example/</link>", ""},
      {"channel-description", "<description>每天</description>", "<description/>"},
      {"channel-language", "<language>zh-cn</language>", ""},
      {"channel-itunes:image", "<itunes:image href=\"https://a.example/cover.png\"/>", ""},
      {"channel-itunes:category",
       "<itunes:category text=\"News\"><itunes:category text=\"Daily News\"/></itunes:category>",
       ""},
      {"channel-itunes:explicit", "<itunes:explicit>false</itunes:explicit>", ""},
      {"channel-itunes:author", "<itunes:author>台</itunes:author>", ""},
      {"channel-podcast:guid", "<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>",
       ""},
      {"channel-podcast:locked", "<podcast:locked>yes</podcast:locked>", ""},
      {"description-length", "每天", std::string(4001, 'x')},
      {"language", ">zh-cn<", ">中文<"},
      {"category", "Daily News", "Evening News"},
      {"explicit", ">false<", ">no<"},
      {"self-link", "rel=\"self\"", "rel=\"hub\""},
      {"podcast-guid", "9b024349-ccf0", "9b024349"},
      {"podcast-guid-url", "9b024349-ccf0", "9b024349-ccf1"},
      {"ai-content", "<podcast:txt purpose=\"ai-content\">true</podcast:txt>", ""},
      {"item-title", "<title>一</title>", ""},
      {"enclosure",
       "<enclosure url=\"https://a.example/one.mp3\" length=\"3\" type=\"audio/mpeg\"/>", ""},
      {"enclosure-url", "https://a.example/one.mp3", "https://a.example/一.mp3"},
      {"enclosure-extension", "https://a.example/one.mp3", "https://a.example/one"},
      {"enclosure-type", "type=\"audio/mpeg\"", "type=\"audio/mp3\""},
      {"enclosure-length", "length=\"3\"", "length=\"0:12\""},
      {"guid", "<guid isPermaLink=\"false\">one</guid>", ""},
      {"guid-twice", "</item>", "</item>" + Replaced(kItem, "one.mp3", "two.mp3")},
      {"pubdate-missing", "<pubDate>Tue, 24 Nov 2026 06:00:00 +0000</pubDate>", ""},
      {"pubdate", "Tue, 24", "Mon, 24"},
      {"duration-missing", "<itunes:duration>12</itunes:duration>", ""},
      {"duration", ">12<", ">0:12<"},
      {"transcript", "text/vtt", "text/webvtt"},
      {"chapters", "application/json+chapters", "application/json"},
      {"namespace", "<title>一</title>",
       "<title>一</title><x:explicit xmlns:x=\"http://www.itunes.com/DTDs/PodCast-1.0.dtd\"/>"}};
  for (const Broken& broken : cases) {
    CAPTURE(broken.rule);
    const std::string xml = Replaced(FeedOf(kChannel + kItem), broken.from, broken.to);
    if (broken.rule == "namespace") {
      // An alien element in an item is the business of its owner; in the channel it is a slip.
      const std::string channel =
          Replaced(kChannel, "<itunes:author>台</itunes:author>",
                   "<itunes:author>台</itunes:author><x:type "
                   "xmlns:x=\"http://www.itunes.com/DTDs/PodCast-1.0.dtd\">episodic</x:type>");
      CHECK(RulesOf(FeedOf(channel + kItem)) == std::vector<std::string>{"namespace"});
      continue;
    }
    CHECK(RulesOf(xml) == std::vector<std::string>{broken.rule});
  }
  CHECK(RulesOf(FeedOf(kChannel)) == std::vector<std::string>{"items"});
  CHECK(RulesOf("<rss version=\"0.91\"><channel/></rss>") == std::vector<std::string>{"rss"});
  CHECK(RulesOf("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>") ==
        std::vector<std::string>{"rss"});
}

TEST_CASE("the atom link is demanded") {
  const std::string channel = Replaced(
      kChannel,
      "<atom:link rel=\"self\" href=\"https://podnews.net/rss\" type=\"application/rss+xml\"/>",
      "");
  const std::vector<std::string> rules = RulesOf(FeedOf(channel + kItem));
  CHECK(std::count(rules.begin(), rules.end(), "channel-atom:link") == 1);
}

TEST_CASE("what is no XML is an error with its line") {
  const auto findings = LintFeed("<rss>\n<channel>\n</rss>", "feed.xml", {});
  REQUIRE_FALSE(findings.has_value());
  CHECK(findings.error().code == Code::kInput);
  CHECK(findings.error().where == "feed.xml:3");
  CHECK_FALSE(LintFeed("", "feed.xml", {}).has_value());
}

TEST_CASE("guids must not change between versions") {
  const std::string old_xml = FeedOf(kChannel + kItem);
  CHECK(RulesOf(old_xml, {.previous_xml = old_xml}).empty());
  CHECK(RulesOf(Replaced(old_xml, ">one<", ">uno<"), {.previous_xml = old_xml}) ==
        std::vector<std::string>{"guid-changed"});
  CHECK(RulesOf(old_xml, {.previous_xml = Replaced(old_xml, "9b024349-ccf0", "9b024349-ccf1")}) ==
        std::vector<std::string>{"podcast-guid-changed"});
}

TEST_CASE("files: lengths, artwork, chapters") {
  std::string pattern = (fs::temp_directory_path() / "boyin-lint-XXXXXX").string();
  const fs::path folder = ::mkdtemp(pattern.data());
  const LintOptions options{.folder = folder};
  const std::string xml = FeedOf(kChannel + kItem);
  const auto write = [&](const char* name, const std::string& bytes) {
    REQUIRE(WriteFile(folder / name, bytes).has_value());
  };
  CHECK(RulesOf(xml, options) ==
        std::vector<std::string>{"file-missing", "file-missing", "file-missing", "file-missing"});
  write("one.mp3", "abc");
  write("one.vtt", "WEBVTT");
  write("one.chapters.json", R"({"version":"1.2.0","chapters":[]})");
  write("cover.png", Png(1400, 1400, 8, 2));
  CHECK(RulesOf(xml, options).empty());
  write("one.mp3", "abcd");
  CHECK(RulesOf(xml, options) == std::vector<std::string>{"enclosure-bytes"});
  write("one.mp3", "abc");
  write("one.chapters.json", "[]");
  CHECK(RulesOf(xml, options) == std::vector<std::string>{"chapters-json"});
  write("one.chapters.json", R"({"chapters":[]})");
  for (const std::string& size :
       {Png(1399, 1399, 8, 2), Png(3001, 3001, 8, 2), Png(1400, 1500, 8, 2)}) {
    write("cover.png", size);
    CHECK(RulesOf(xml, options) == std::vector<std::string>{"artwork-size"});
  }
  for (const std::string& colour :
       {Png(1400, 1400, 8, 6), Png(1400, 1400, 16, 2), Png(1400, 1400, 8, 0)}) {
    write("cover.png", colour);
    CHECK(RulesOf(xml, options) == std::vector<std::string>{"artwork-colour"});
  }
  write("cover.png", "GIF89a");
  CHECK(RulesOf(xml, options) == std::vector<std::string>{"artwork-format"});
  fs::remove_all(folder);
}
