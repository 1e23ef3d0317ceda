// What a text means beyond its words: paragraphs, chapters, numbers, titles, languages.
#include "intake/read.h"
#include "intake/zip.h"

namespace boyin::intake {
namespace {

using Expected = std::vector<std::string>;

TEST_CASE("lines that were broken at a width are paragraphs again") {
  const Document document = MustRead(
      "社区医院延长门诊时间\n\n"
      "　　从下周一起，本市十二家社区医院的门诊\n将延长到晚上八点，方便上班族就诊。市卫生\n"
      "部门介绍，首批试点医院分布在六个城区，均\n开设全科和中医门诊。\n"
      "　　医院提醒，夜间门诊须提前预约，急症患\n者请直接前往就近的急诊。\n",
      "a.txt");
  CHECK(Lines(document) ==
        Expected{
            "# 社区医院延长门诊时间",
            "从下周一起，本市十二家社区医院的门诊将延长到晚上八点，方便上班族就诊。市卫生部门介绍"
            "，首批试点医院分布在六个城区，均开设全科和中医门诊。",
            "医院提醒，夜间门诊须提前预约，急症患者请直接前往就近的急诊。"});
}

TEST_CASE("page numbers and running heads between wrapped lines are not read") {
  std::string text;
  for (int page = 1; page <= 4; ++page) {
    text +=
        "海边的旧书店\n\n老板坐在柜台后面，慢慢地翻着一本没有封皮的\n书。窗外的雨下得很大，街上"
        "一个人也没有，连\n平日里总在门口打盹的那只花猫也不见了踪影，\n";
    text += "\n- " + std::to_string(page) + " -\n\n";
  }
  const Document document = MustRead(text, "a.txt");
  for (const Block& block : document.blocks) {
    CHECK(block.text.find("- ") == std::string::npos);
  }
  CHECK(ReasonFor(document, "- 2 -") == "page number");
  CHECK(ReasonFor(document, "海边的旧书店") == "running head");
}

TEST_CASE("verses of one length stay verses, and so do lines of figures") {
  const Document verses = MustRead(
      "秋兴\n风急天高猿啸哀，渚清沙白鸟飞回。\n无边落木萧萧下，不尽长江滚滚来\n"
      "万里悲秋常作客，百年多病独登台\n艰难苦恨繁霜鬓，潦倒新停浊酒杯\n",
      "a.txt");
  CHECK(verses.blocks.size() == 5);
  const Document figures = MustRead("编号\n12\n45\n9\n三号\n", "b.txt");
  CHECK(figures.blocks.size() == 5);
}

TEST_CASE("chapters of a novel, its list of them, and sentences that only begin alike") {
  const Document document = MustRead(
      "河的下游\n\n目录\n楔子\n第一章 出门\n第二章 上船\n\n楔子\n\n那年涨水。\n\n第一章 出门\n\n"
      "第一节课还没有上完，他就走了。\n第三回合输了\n第二部电影也散了场\n\n第二章 "
      "上船\n\n船开了。\n\n"
      "后记\n\n写完了。\n",
      "n.txt");
  CHECK(Lines(document) == Expected{"# 河的下游", "## 楔子", "那年涨水。", "## 第一章 出门",
                                    "第一节课还没有上完，他就走了。", "第三回合输了",
                                    "第二部电影也散了场", "## 第二章 上船", "船开了。", "## 后记",
                                    "写完了。"});
  CHECK(ReasonFor(document, "目录") == "table of contents");
}

TEST_CASE("volumes hold chapters") {
  const Document document = MustRead(
      "卷一 少年\n\n第1章 山\n\n山很高。\n\n第2章 水\n\n水很长。\n\n卷二 归来\n\n第3章 "
      "城\n\n城很旧。\n",
      "v.txt");
  CHECK(Lines(document)[0] == "# 卷一 少年");
  CHECK(Lines(document)[1] == "### 第1章 山");
  CHECK(document.blocks[5].text == "卷二 归来");
}

TEST_CASE("ordered lists are heard with their numbers, in HTML and in Markdown") {
  const Document page = MustRead(
      "<ol start=3><li>取水。</li><li>煮沸，<ol type=a><li>用大火；</li></ol></li></ol>"
      "<ol style='list-style:none'><li>无号。</li></ol><ol><li>1、自带号。</li></ol>",
      "a.html");
  CHECK(Lines(page) ==
        Expected{"- 3. 取水。", "- 4. 煮沸，", "- a. 用大火；", "- 无号。", "- 1、自带号。"});
  CHECK(Lines(MustRead("7. 甲\n8. 乙\n", "a.md")) == Expected{"- 7. 甲", "- 8. 乙"});
}

TEST_CASE("a drop cap joins its word") {
  const Document document = MustRead(
      "<article><h1>初雪</h1><p class='dropcap'>昨</p><p>夜下了今年的第一场雪，满城皆白。</p><p>"
      "<span class='first-letter'>孩</span> 子们在院子里堆起了雪人，笑声不断。</p></article>",
      "a.html");
  CHECK(Lines(document) == Expected{"# 初雪", "昨夜下了今年的第一场雪，满城皆白。",
                                    "孩子们在院子里堆起了雪人，笑声不断。"});
}

std::string Word(const std::string& body, const std::string& styles, const std::string& numbering) {
  const std::string space =
      " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
  return Zip({{"word/styles.xml", "<w:styles" + space + ">" + styles + "</w:styles>"},
              {"word/numbering.xml", "<w:numbering" + space + ">" + numbering + "</w:numbering>"},
              {"word/document.xml",
               "<w:document" + space + "><w:body>" + body + "</w:body></w:document>"}});
}

TEST_CASE("DOCX: numbered headings, fields of page numbers, hidden styles") {
  const std::string levels =
      "<w:abstractNum w:abstractNumId='4'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt "
      "w:val='chineseCounting'/><w:lvlText w:val='第%1条'/></w:lvl><w:lvl w:ilvl='1'><w:start "
      "w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/><w:isLgl/></w:lvl>"
      "</w:abstractNum><w:num w:numId='2'><w:abstractNumId w:val='4'/></w:num>";
  const std::string styles =
      "<w:style w:type='paragraph' w:styleId='A'><w:name w:val='heading 2'/><w:pPr><w:numPr>"
      "<w:numId w:val='2'/></w:numPr></w:pPr></w:style><w:style w:type='paragraph' w:styleId='B'>"
      "<w:name w:val='item'/><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='2'/></w:numPr>"
      "</w:pPr></w:style><w:style w:type='character' w:styleId='H'><w:name w:val='x'/><w:rPr>"
      "<w:vanish/></w:rPr></w:style><w:style w:type='character' w:styleId='I'><w:basedOn "
      "w:val='H'/></w:style>";
  const auto p = [](const std::string& style, const std::string& runs) {
    return "<w:p><w:pPr><w:pStyle w:val='" + style + "'/></w:pPr>" + runs + "</w:p>";
  };
  const auto r = [](const std::string& text) { return "<w:r><w:t>" + text + "</w:t></w:r>"; };
  const Document document = MustRead(
      Word(p("A", r("总则")) + p("B", r("目的")) + p("B", r("范围")) + p("A", r("附则")) +
               p("B", r("施行")) + "<w:p>" + r("正文") +
               "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r>"
               "<w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/>"
               "</w:r>" +
               r("37") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>" + r("完。") +
               "<w:r><w:rPr><w:rStyle w:val='I'/></w:rPr><w:t>批注</w:t></w:r></w:p>",
           styles, levels),
      "a.docx");
  CHECK(Lines(document) == Expected{"## 第一条 总则", "- 1.1 目的", "- 1.2 范围", "## 第二条 附则",
                                    "- 2.1 施行", "正文完。"});
  CHECK(ReasonFor(document, "37") == "page number");
  CHECK(ReasonFor(document, "批注") == "hidden");
}

TEST_CASE(
    "a language that is not Chinese is told; a template that claims English is not believed") {
  const Document japanese = MustRead("これは日本語の文章です。山路を登りながら考えた。", "a.txt");
  CHECK(japanese.metadata.language == "ja");
  REQUIRE(japanese.notes.size() == 1);
  CHECK(japanese.notes[0].en.find("Japanese") != std::string::npos);
  const Document page =
      MustRead("<html lang='en'><body><p>今天全省晴到多云，气温回升，适合出行。</p></body></html>",
               "a.html");
  CHECK(page.metadata.language == "zh");
  CHECK(page.notes.empty());
}

TEST_CASE("a page whose article is one sentence, beside a list of others; findings tell why") {
  std::string list = "<div class=l>";
  for (int i = 0; i < 5; ++i) {
    list +=
        "<div class=i><h4><a href=/" + std::to_string(i) +
        ">其他新闻的标题在这里</a></h4><p>这里是另一条新闻的摘要，说了别处别时的一件事。</p></div>";
  }
  const Document document = MustRead(
      "<html><head><title>停水通知_海滨在线</title><meta name=author content=海滨在线></head><body>"
      "<div><h1>停水通知</h1><p>2026-04-02 09:00 "
      "来源：<a>水务局</a><a>举报</a></p><p>今晚停水。</p>"
      "</div>" +
          list + "</div></body></html>",
      "a.html");
  CHECK(Lines(document) == Expected{"# 停水通知", "今晚停水。"});
  CHECK(document.metadata.author.empty());
  CHECK(document.metadata.source == "水务局");
  CHECK(document.metadata.date == "2026-04-02");
  const auto refused = std::find_if(document.findings.begin(), document.findings.end(),
                                    [](const Finding& one) { return one.field == "author"; });
  REQUIRE(refused != document.findings.end());
  CHECK(refused->refused == "the name of the site");
}

TEST_CASE("tables by the reader's wish: by row, each cell behind its head, or not at all") {
  const std::string page =
      "<html><body><h1>三地人口</h1><p>下面是三个直辖市去年的人口和面积，供各位读者参考。</p>"
      "<table><tr><th>城市</th><th>人口</th><th>面积</th></tr>"
      "<tr><td>北京</td><td>2184万</td><td>16410平方公里</td></tr>"
      "<tr><td>天津</td><td>1363万</td><td></td></tr></table>"
      "<p>数据来自各市的统计公报，人口为常住人口。</p></body></html>";
  const std::string markdown =
      "# 三地人口\n\n| 城市 | 人口 | 面积 |\n|---|---|---|\n| 北京 | 2184万 | 16410平方公里 |\n"
      "| 天津 | 1363万 | |\n";
  for (const auto& [bytes, name] : {std::pair(page, "a.html"), std::pair(markdown, "a.md")}) {
    CAPTURE(name);
    const auto rows = [&](Tables tables) {
      const Result<Document> document = Read(bytes, name, {.tables = tables});
      REQUIRE(document.has_value());
      CHECK(Tiles(*document));
      Expected lines = Lines(*document);
      std::erase_if(lines, [](const std::string& line) { return line[0] != '|'; });
      return lines;
    };
    CHECK(rows(Tables::kRows) ==
          Expected{"| 城市，人口，面积", "| 北京，2184万，16410平方公里", "| 天津，1363万"});
    CHECK(rows(Tables::kHeads) ==
          Expected{"| 北京，人口2184万，面积16410平方公里", "| 天津，人口1363万"});
    CHECK(rows(Tables::kSkip).empty());
    const Result<Document> without = Read(bytes, name, {.tables = Tables::kSkip});
    CHECK(ReasonFor(*without, "2184万") == "table");
  }
}

TEST_CASE("lines under pictures are read where that is wished") {
  const std::string page =
      "<html><body><h1>古桥修好了</"
      "h1><p>经过两年的修缮，城南的古桥昨天重新开放，市民早早来到桥头。</p>"
      "<figure><img src='a.jpg'><figcaption>市民走过修好的古桥</figcaption></figure>"
      "<p>古桥建于明代，是省级文物保护单位，桥上的石狮子也修补一新。</p></body></html>";
  CHECK(ReasonFor(MustRead(page, "a.html"), "市民走过") == "caption");
  const Result<Document> document = Read(page, "a.html", {.captions = Captions::kRead});
  REQUIRE(document.has_value());
  CHECK(Tiles(*document));
  CHECK(ReasonFor(*document, "市民走过").empty());
  CHECK(Lines(*document).at(2) == "市民走过修好的古桥");
}

}  // namespace
}  // namespace boyin::intake
