#include "intake/read.h"

namespace boyin::intake {
namespace {

TEST_CASE("Markdown: headings, lists, quotes, links, code, raw HTML") {
  const Document document = MustRead(
      "# 播音稿\n\n第一段有**重点**和[链接](https://example.org)，\n接着说。\n\n## 小节\n\n- "
      "一项\n- "
      "二项\n\n> 引文。\n\n```sh\nmake all\n```\n\n<div>原样的字。</div>\n",
      "a.md");
  CHECK(Lines(document) == std::vector<std::string>{"# 播音稿", "第一段有重点和链接，接着说。",
                                                    "## 小节", "- 一项", "- 二项", "> 引文。",
                                                    "原样的字。"});
  CHECK(document.metadata.title == "播音稿");
  CHECK(ReasonFor(document, "make all") == "code");
}

TEST_CASE("Markdown: front matter is metadata") {
  const Document document = MustRead(
      "---\ntitle: \"早间新闻\"\nauthor: 王敏\ndate: 2026-02-03T06:00:00+08:00\n---\n正文在此。\n",
      "news/a.markdown");
  CHECK(document.metadata.title == "早间新闻");
  CHECK(document.metadata.author == "王敏");
  CHECK(document.metadata.date == "2026-02-03");
  CHECK(Lines(document) == std::vector<std::string>{"正文在此。"});
  CHECK(MustRead("---\n不是前言，只是一条线。\n", "b.md").blocks.size() == 1);
}

TEST_CASE("the same text without the suffix is plain text") {
  CHECK(MustRead("# 播音稿\n正文。\n", "a.txt").format == "text");
}

}  // namespace
}  // namespace boyin::intake
