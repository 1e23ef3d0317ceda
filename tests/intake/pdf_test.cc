// PDF and old Word files: made by Chromium from texts of our own (pages/README).
#include "intake/chapters.h"
#include "intake/pdf_lines.h"
#include "intake/person.h"
#include "intake/read.h"

namespace boyin::intake {
namespace {

/// A page of A4 with lines of Chinese, 12 points high.
struct Sheet {
  PdfPage page{595, 842, {}};

  Sheet& Add(const std::string& text, double left, double top, double size = 12) {
    const double width = static_cast<double>(text.size()) / 3 * size;
    page.words.push_back({text, left, top, left + width, top + size, size, false, false});
    return *this;
  }
};

std::string Han(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "字";
  return text;
}

}  // namespace

TEST_CASE("PDF: paragraphs, headings and rows are read; heads and numbers of pages are not") {
  const Document document = MustRead(Page("meeting.pdf"), "meeting.pdf");
  CHECK(document.format == "pdf");
  CHECK(document.metadata.title == "全市防汛工作会议召开");
  CHECK(document.metadata.date == "2026-11-24");
  CHECK(document.metadata.author == "李明");
  const std::vector<std::string> lines = Lines(document);
  REQUIRE(lines.size() > 8);
  CHECK(lines[0] == "# 全市防汛工作会议召开");
  CHECK(lines[2] ==
        "本报讯 "
        "昨天下午，全市防汛工作会议在市政府召开。会议传达了省防汛抗旱指挥部的要求，分析当前形势，"
        "部署下一阶段的重点任务，强调必须把人民生命财产安全放在第一位，克服麻痹思想和侥幸心理，做到"
        "守土有责、"
        "守土尽责。");
  CHECK(std::count(lines.begin(), lines.end(), "## 一、汛情形势") == 1);
  CHECK(std::count(lines.begin(), lines.end(), "| 西山县，96，310") == 1);
  CHECK(lines.back() == "会议以视频形式召开，各县区设分会场。");
}

TEST_CASE("PDF: columns are read one after the other") {
  const Document document = MustRead(Page("columns.pdf"), "columns.pdf");
  CHECK(Lines(document)[0] == "# 潮汐能发电的前景");
  std::size_t at = 0;
  for (int i = 1; i <= 14; ++i) {
    const std::size_t found = document.text.find("第" + std::to_string(i) + "段：潮汐能是", at);
    REQUIRE(found != std::string::npos);
    at = document.text.find("have supported further investigation.", found);
    REQUIRE(at != std::string::npos);
  }
}

TEST_CASE("PDF: lines of two columns that a title spans") {
  Sheet sheet;
  sheet.Add(Han(20), 150, 100, 20);
  for (int i = 0; i < 6; ++i) {
    sheet.Add("左" + Han(17), 60, 150 + i * 18).Add("右" + Han(17), 310, 150 + i * 18);
  }
  sheet.Add("通栏" + Han(36), 60, 300);
  const std::vector<PdfLine> lines = PdfLinesOf({sheet.page});
  REQUIRE(lines.size() == 14);
  CHECK(lines[1].text.starts_with("左"));
  CHECK(lines[6].text.starts_with("左"));
  CHECK(lines[7].text.starts_with("右"));
  CHECK(lines[13].text.starts_with("通栏"));
}

TEST_CASE("PDF: a table is no columns; its rows keep their cells") {
  Sheet sheet;
  for (int i = 0; i < 6; ++i) {
    sheet.Add("东港区", 60, 150 + i * 18).Add("一百", 310, 150 + i * 18);
  }
  const std::vector<PdfLine> lines = PdfLinesOf({sheet.page});
  REQUIRE(lines.size() == 6);
  CHECK(lines[0].cells == std::vector<std::string>{"东港区", "一百"});
}

TEST_CASE("PDF: what stands in the margins of several pages belongs to them") {
  std::vector<PdfPage> pages;
  for (int i = 0; i < 4; ++i) {
    Sheet sheet;
    sheet.Add("内部资料", 60, 30, 9)
        .Add(Han(30), 60, 200)
        .Add("— " + std::to_string(i + 1) + " —", 280, 800, 9);
    pages.push_back(sheet.page);
  }
  std::vector<PdfLine> lines = PdfLinesOf(pages);
  MarkPdfFurniture(pages, lines);
  REQUIRE(lines.size() == 12);
  CHECK(lines[0].reason == "running head");
  CHECK(lines[1].reason.empty());
  CHECK(lines[2].reason == "page number");
}

TEST_CASE("PDF: refused with the reason") {
  struct Row {
    std::string bytes;
    const char* what;
  };
  const std::string empty =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 "
      "R]/Count "
      "1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 "
      "0 "
      "R/Size 4>>\n%%EOF\n";
  const std::vector<Row> rows{{empty, "scanned"}, {"%PDF-1.4\nnothing\n%%EOF\n", "broken"}};
  for (const Row& row : rows) {
    const Result<Document> document = Read(row.bytes, "a.pdf", {});
    REQUIRE_FALSE(document.has_value());
    CHECK(document.error().what.en.find(row.what) != std::string::npos);
  }
}

TEST_CASE("compound files that are no text are named; so is what an open file leaves") {
  const Result<Document> broken =
      Read(std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") + std::string(600, '\0'), "a.doc", {});
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().what.en.find("Word") != std::string::npos);
  const Result<Document> owner =
      Read(std::string("\x05某人", 7) + std::string(155, ' '), "a/~$报告.docx", {});
  REQUIRE_FALSE(owner.has_value());
  CHECK(owner.error().what.en.find("office program leaves") != std::string::npos);
}

TEST_CASE("names of people in lines and datelines") {
  CHECK(NamesIn("观察者网专栏作者 王文") == "王文");
  CHECK(NamesIn("本报记者 张三 李四 通讯员 王五") == "张三 李四 王五");
  CHECK(NamesIn("記者陳嘉寧／桃園機場報導") == "陳嘉寧");
  CHECK(NamesIn("松科说娱乐") == "松科说娱乐");
  CHECK(NamesOfLine("澎湃新闻记者 段彦超 廖艳") == "段彦超 廖艳");
  CHECK(NamesOfLine("【文/观察者网专栏作者 王文】") == "王文");
  CHECK(NamesOfLine("記者林悅／南市報導") == "林悅");
  CHECK(NamesOfLine("记者从市政府获悉此事").empty());
  CHECK(NamesOfLine("记者注意到，事情并非如此").empty());
  CHECK(NamesOfDateline("新华社巴黎12月9日电（记者唐霁）法国9日再次罢工。") == "唐霁");
  CHECK(NamesOfDateline("（中央社記者溫貴香台北21日電）行政院副院長今天說。") == "溫貴香");
  CHECK(NamesOfDateline("他（记者眼中的好人）走了。").empty());
}

TEST_CASE("a novel is split at its chapters") {
  const Document novel =
      MustRead("渡口\n\n第一章 起\n\n船来了。\n\n第二章 承\n\n船走了。\n\n第三章 转\n\n没有船。\n",
               "渡口.txt");
  const std::vector<Document> chapters = SplitChapters(novel);
  REQUIRE(chapters.size() == 3);
  CHECK(chapters[0].name == "渡口-01");
  CHECK(chapters[1].metadata.title == "第二章 承");
  CHECK(Lines(chapters[2]) == std::vector<std::string>{"## 第三章 转", "没有船。"});
  for (const Document& chapter : chapters) CHECK(Tiles(chapter));
  CHECK(SplitChapters(chapters[0]).size() == 1);
}

TEST_CASE("captions, labels of editors and counts are no article; a year is found around a day") {
  const Document page = MustRead(
      "<html><head><title>桥通车了_海滨网</title></head><body><div class=a><h1>桥通车了</h1>"
      "<div>原创 海滨日报 2026-11-24 16:01</div>"
      "<div class=text><p>海滨日报11月24日讯（记者 "
      "张三）跨海大桥今天正式通车，全长三十公里，设计时速一百公里。</p>"
      "<p><img src=1.jpg></p><p>大桥全景。李四 摄</p>"
      "<p>大桥的建成使两岸的行车时间由两个小时缩短到二十分钟，沿线居民的出行将更加方便。</p>"
      "<p>编辑|王五</p><p>推荐99</p></div></div></body></html>",
      "a.html");
  CHECK(Lines(page).size() == 3);
  CHECK(page.metadata.author == "张三");
  CHECK(page.metadata.source == "海滨日报");
  CHECK(page.metadata.date == "2026-11-24");
  CHECK(ReasonFor(page, "大桥全景") == "caption");
  CHECK(ReasonFor(page, "王五") == "editor");
}

}  // namespace boyin::intake
