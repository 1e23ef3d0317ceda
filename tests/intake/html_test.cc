// Pages written for this test after the structure of real ones.
#include <unicode/unistr.h>

#include "intake/read.h"

namespace boyin::intake {
namespace {

using Expected = std::vector<std::string>;

TEST_CASE("a page of a news portal gives the article and nothing else") {
  const Document document = MustRead(Page("portal.html"), "portal.html");
  CHECK(Lines(document) ==
        Expected{"# 全市春耕备耕工作推进会召开",
                 "3月4日，全市春耕备耕工作推进会在沿海镇召开，部署今年粮食生产重点任务。",
                 "会议要求，各地要抓住晴好天气，科学管理越冬作物，面积稳定在120万亩以上。",
                 "> “一年之计在于春，农时不等人。”种粮大户老周说。", "## 重点任务",
                 "- 备足种子、化肥和农药；", "- 检修农机3500台。", "| 镇，面积", "| 沿海镇，18万亩",
                 "据悉，首批30支农技服务队已经下沉一线。"});
  CHECK(document.metadata.title == "全市春耕备耕工作推进会召开");
  CHECK(document.metadata.date == "2026-03-05");
  CHECK(document.metadata.source == "射阳日报");
  CHECK(document.metadata.author == "陈一鸣");
  CHECK(document.metadata.language == "zh-CN");
  CHECK(document.format == "html");
}

TEST_CASE("what a page holds beside the article is named with its reason") {
  const Document document = MustRead(Page("portal.html"), "portal.html");
  const struct {
    const char* text;
    const char* reason;
  } rows[] = {
      {"当前位置", "navigation"},    {"来源：射阳日报", "byline"}, {"图为农民", "caption"},
      {"限时抢购", "advertisement"}, {"王小二", "editor"},         {"分享到", "share buttons"},
      {"网友：", "comments"},        {"清明假期", "sidebar"},      {"版权所有", "footer"}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(ReasonFor(document, row.text) == row.reason);
  }
  CHECK(document.text.find("脚本里") == std::string::npos);
}

TEST_CASE("a page of 2003: tables for layout, breaks for paragraphs, GB 2312") {
  const std::string page = Page("old_table.html");
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(page);
  std::string bytes(page.size() * 2, '\0');
  bytes.resize(static_cast<std::size_t>(wide.extract(
      0, wide.length(), bytes.data(), static_cast<std::uint32_t>(bytes.size()), "GBK")));
  const Document document = MustRead(bytes, "old.htm");
  CHECK(document.encoding == "GB18030");
  CHECK(Lines(document) ==
        Expected{"# 渔港里的灯光",
                 "天黑下来的时候，渔港里的灯就一盏一盏地亮了。老人坐在船头补网，梭子在手里来回穿。",
                 "孩子们沿着堤岸跑过去，喊声被风吹得断断续续。谁家的饭香飘过来，船就轻轻晃了一晃。",
                 "“回来吃饭了。”有人在岸上喊。"});
  CHECK(document.metadata.date == "2003-09-12");
  CHECK(document.metadata.source == "海边晚报");
}

TEST_CASE("marks of HTML5 and schema.org are believed") {
  const Document document = MustRead(Page("marked.html"), "marked.html");
  CHECK(Lines(document) == Expected{"# 图书馆夜间开放到十点",
                                    "从五月一日起，市图书馆每天开放到晚上十点。",
                                    "面积4000 m²的自习区也同步开放。", "## 怎么去",
                                    "乘12路公交车到图书馆站下车即到。"});
  CHECK(document.metadata.date == "2026-05-01");
  CHECK(document.metadata.author == "林夏");
  CHECK(document.metadata.source == "城市在线编辑部");
  CHECK(ReasonFor(document, "pip install") == "code");
  CHECK(ReasonFor(document, "隐藏的一段") == "hidden");
  CHECK(ReasonFor(document, "sì") == "ruby");
  CHECK(ReasonFor(document, "[1]") == "footnote mark");
  CHECK(ReasonFor(document, "摄影") == "caption");
  const std::string figure =
      "<h1>风</h1><p>这个滤镜给图像加上风吹过的痕迹，可以用来表现速度。</p><div class=\"figure\">"
      "<p class=\"title\">图 17.1. 风的例子</p><img "
      "src=a.png></div><p>它画出很细的黑线或白线。</p>";
  CHECK(ReasonFor(MustRead(figure, "docbook.html"), "图 17.1") == "caption");
}

TEST_CASE("a real page: Debian's installation guide, with navigation around a section") {
  const Document document = MustRead(Page("debian_installation_guide.html"), "ch04s02.html");
  const std::vector<std::string> lines = Lines(document);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "# 4.2. 从 Debian 镜像服务器下载文件");
  CHECK(lines[1].starts_with("选择离您较近的(因此很可能也是最快的)镜像服务器"));
  CHECK(lines[2] == "### 4.2.1. 在哪里能找到安装文件");
  CHECK(lines[3].starts_with("各种安装文件可以在每个 Debian 镜像的"));
  CHECK(ReasonFor(document, "4.3. 为从") == "navigation");
}

TEST_CASE("a class name that wraps the whole page drops nothing") {
  const Document document = MustRead(
      "<html><body class='nav-open'><form id='ad-form'><div class='comment'><p>"
      "市民昨天在公园里看到了今年的第一批候鸟。</p></div></form></body></html>",
      "a.html");
  CHECK(Lines(document) == Expected{"市民昨天在公园里看到了今年的第一批候鸟。"});
}

TEST_CASE("HTML is known by its content, and hostile HTML is refused") {
  CHECK(MustRead("  <!-- x --><!DOCTYPE html><p>你好，世界。", "a.txt").format == "html");
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<div>";
  const auto refused = Read("<html>" + deep + "你好", "deep.html", {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().what.en.find("nested deeper") != std::string::npos);
  CHECK_FALSE(Read("<html><body><script>var a;</script></body></html>", "e.html", {}).has_value());
}

}  // namespace
}  // namespace boyin::intake
