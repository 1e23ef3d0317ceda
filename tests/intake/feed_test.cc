#include "base/date.h"
#include "intake/read.h"

namespace boyin::intake {
namespace {

constexpr std::string_view kRss =
    R"(<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:x="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>本地要闻</title><link>https://news.example/</link><language>zh-cn</language>
<item><media:title>不是标题</media:title><title>桥通车了</title><link>https://news.example/1</link>
<guid>n1</guid><pubDate>Tue, 24 Nov 2026 06:00:00 +0800</pubDate><x:creator>周洋</x:creator>
<description>摘要。</description>
<content:encoded><![CDATA[<p>跨海大桥今天通车。</p><p>全长<b>12</b>公里。</p>]]></content:encoded></item>
<item><title>雨 &amp;amp; 风</title><description>明天有雨。</description></item>
<item><link>https://news.example/3</link></item>
</channel></rss>)";

constexpr std::string_view kAtom =
    R"(<feed xmlns="http://www.w3.org/2005/Atom"><title>博客</title>
<entry><title>一</title><id>urn:1</id><link rel="self" href="/self"/><link href="/1"/>
<updated>2026-11-24T01:02:03Z</updated><author><name>周洋</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>甲。</p><p>乙。</p></div></content></entry>
<entry><title>二</title><summary type="text">1 &lt; 2。</summary></entry></feed>)";

TEST_CASE("RSS 2.0: items with title, link, time and text") {
  const Result<Feed> feed = ReadFeed(kRss, "f.xml", {});
  REQUIRE(feed.has_value());
  CHECK(feed->title == "本地要闻");
  REQUIRE(feed->items.size() == 2);
  const FeedItem& item = feed->items[0];
  CHECK(item.title == "桥通车了");
  CHECK(item.link == "https://news.example/1");
  CHECK(item.id == "n1");
  CHECK(item.time == "2026-11-24T06:00:00+08:00");
  CHECK(item.unix_time == 1795471200);
  CHECK(Lines(item.document) ==
        std::vector<std::string>{"# 桥通车了", "跨海大桥今天通车。", "全长12公里。"});
  CHECK(Tiles(item.document));
  CHECK(item.document.metadata.author == "周洋");
  CHECK(item.document.metadata.date == "2026-11-24");
  CHECK(item.document.metadata.source == "本地要闻");
  CHECK(feed->items[1].title == "雨 & 风");
}

TEST_CASE("Atom: XHTML and plain text, the right one of several links") {
  const Result<Feed> feed = ReadFeed(kAtom, "f.atom", {});
  REQUIRE(feed.has_value());
  REQUIRE(feed->items.size() == 2);
  CHECK(feed->items[0].link == "/1");
  CHECK(feed->items[0].id == "urn:1");
  CHECK(feed->items[0].unix_time == 1795482123);
  CHECK(Lines(feed->items[0].document) == std::vector<std::string>{"# 一", "甲。", "乙。"});
  CHECK(Lines(feed->items[1].document) == std::vector<std::string>{"# 二", "1 < 2。"});
}

TEST_CASE("a feed read as one document has a heading for each item") {
  const Document document = MustRead(kRss, "f.xml");
  CHECK(Lines(document) == std::vector<std::string>{"# 本地要闻", "## 桥通车了",
                                                    "跨海大桥今天通车。", "全长12公里。",
                                                    "## 雨 & 风", "明天有雨。"});
}

TEST_CASE("hostile XML is refused with its line") {
  const struct {
    std::string text;
    const char* what;
  } rows[] = {{"<?xml version='1.0'?>\n<!DOCTYPE rss [<!ENTITY a SYSTEM "
               "'file:///etc/passwd'>]><rss>&a;</rss>",
               "DTD"},
              {"<rss><channel><title>&unknown;</title></channel></rss>", "well-formed"},
              {"<rss><channel>", "well-formed"},
              {"<rss version='2.0'></rss>", "no RSS"}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto feed = ReadFeed(row.text, "f.xml", {});
    REQUIRE_FALSE(feed.has_value());
    CHECK(feed.error().what.en.find(row.what) != std::string::npos);
    CHECK(feed.error().where.starts_with("f.xml"));
  }
  std::string deep = "<rss>";
  for (int i = 0; i < 300; ++i) deep += "<a>";
  CHECK(ReadFeed(deep, "f.xml", {}).error().what.en.find("nested deeper") != std::string::npos);
}

TEST_CASE("dates as pages and feeds write them") {
  const struct {
    const char* text;
    const char* time;
  } rows[] = {{"2017年02月03日 10:20 来源", "2017-02-03T10:20:00"},
              {"发布于2017/2/3", "2017-02-03"},
              {"2017-02-03T10:20:30.5-05:30", "2017-02-03T10:20:30-05:30"},
              {"Fri, 3 Feb 2017 10:20:00 GMT", "2017-02-03T10:20:00Z"},
              {"共2017-13-40项，2017.2.3", "2017-02-03"}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto moment = FindDate(row.text);
    REQUIRE(moment.has_value());
    CHECK(moment->time == row.time);
  }
  for (const char* text : {"2017-02-30", "12017-02-03", "第3条", "2017年2月"}) {
    CAPTURE(text);
    CHECK_FALSE(FindDate(text).has_value());
  }
}

}  // namespace
}  // namespace boyin::intake
