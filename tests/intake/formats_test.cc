// Formats of one file each, made here: what is heard of them and what is not.
#include "intake/read.h"
#include "intake/zip.h"

namespace boyin::intake {
namespace {

using Expected = std::vector<std::string>;

TEST_CASE("RTF: Unicode, bytes of a code page, fields, notes, hidden text, metadata") {
  const Document document = MustRead(
      "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}{\\info{\\title \\u26149?\\u22825?}}"
      "{\\header \\u39029?\\u30473?}\\f0 \\'b4\\'ba\\'cc\\'ec\\u26469?\\u20102?\\u12290?"
      "{\\footnote \\u27880?}{\\v \\u23494?}\\par "
      "{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt \\u38142?\\u25509?}}\\emdash A{\\b "
      "B}\\par}",
      "a.rtf");
  CHECK(document.format == "rtf");
  CHECK(Lines(document) == Expected{"春天来了。", "链接—AB"});
  CHECK(document.metadata.title == "春天");
  CHECK(ReasonFor(document, "注") == "footnote");
  CHECK(ReasonFor(document, "密") == "hidden");
  CHECK(ReasonFor(document, "页眉") == "running head");
}

TEST_CASE("ASS: the words of dialogues with their times, no codes, no drawings, no comments") {
  const Document document = MustRead(
      "[Script Info]\nTitle: 片名\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
      "Dialogue: 0,0:00:03.50,0:00:05.00,D,后说。\n"
      "Comment: 0,0:00:01.00,0:00:02.00,D,译注\n"
      "Dialogue: 0,0:00:01.00,0:00:02.00,D,{\\p1}m 0 0 l 9 9{\\p0}先说，\\N{\\i1}再说。\n",
      "a.ass");
  CHECK(Lines(document) == Expected{"先说，再说。", "后说。"});
  CHECK(document.blocks[0].time == TimeSpan{1000, 2000});
  CHECK(document.metadata.title == "片名");
}

TEST_CASE("LRC and TTML") {
  const Document lyrics = MustRead("[ti:歌名]\n[00:01.50]第一句\n[00:04.00]第二句\n", "a.lrc");
  CHECK(Lines(lyrics) == Expected{"第一句", "第二句"});
  CHECK(lyrics.blocks[0].time == TimeSpan{1500, 4000});
  const Document timed = MustRead(
      "<tt xmlns='http://www.w3.org/ns/ttml'><body><div><p begin='00:00:01.000' end='2.5s'>"
      "你好，<br/>世界。</p></div></body></tt>",
      "a.ttml");
  CHECK(Lines(timed) == Expected{"你好，世界。"});
  CHECK(timed.blocks[0].time == TimeSpan{1000, 2500});
}

TEST_CASE("FictionBook: sections, epigraphs, notes") {
  const Document document = MustRead(
      "<?xml version='1.0' encoding='UTF-8'?><FictionBook xmlns='http://www.gribuser.ru/xml/"
      "fictionbook/2.0'><description><title-info><author><last-name>李</last-name><first-name>明"
      "</first-name></author><book-title>渡口</book-title><lang>zh</lang></title-info>"
      "</description><body><section><title><p>第一章</p></title><epigraph><p>题词。</p></epigraph>"
      "<p>船开了<a type='note'>[1]</a>。</p></section></body><body name='notes'><p>注文</p></body>"
      "</FictionBook>",
      "a.fb2");
  CHECK(Lines(document) == Expected{"# 第一章", "> 题词。", "船开了。"});
  CHECK(document.metadata.title == "渡口");
  CHECK(document.metadata.author == "李明");
  CHECK(ReasonFor(document, "注文") == "footnote");
}

TEST_CASE("mail: the text part, decoded; headers become metadata; a saved page is a page") {
  const Document mail = MustRead(
      "From: =?UTF-8?B?546L5pWP?= <w@example.com>\nSubject: =?UTF-8?Q?=E9=80=9A=E7=9F=A5?=\n"
      "Date: Thu, 05 Mar 2026 08:10:00 +0800\nMIME-Version: 1.0\n"
      "Content-Type: multipart/alternative; boundary=\"x\"\n\n--x\n"
      "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n"
      "5piO5aSp5LiK5Y2I5byA5Lya44CC\n--x\nContent-Type: text/html\n\n<p>x</p>\n--x--\n",
      "a.eml");
  CHECK(Lines(mail) == Expected{"明天上午开会。"});
  CHECK(mail.metadata.title == "通知");
  CHECK(mail.metadata.author == "王敏");
  CHECK(mail.metadata.date == "2026-03-05");
  const Document page = MustRead(
      "From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
      "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
      "<html><body><h1>=E6=98=A5</h1><p>=E8=8A=B1=E5=BC=80=E4=BA=86=E3=80=82</p></body></html>\n"
      "--b--\n",
      "a.mht");
  CHECK(page.format == "mhtml");
  CHECK(Lines(page) == Expected{"# 春", "花开了。"});
}

TEST_CASE("PPTX: slides in their order, notes behind them, no page numbers") {
  const auto slide = [](const std::string& title, const std::string& body) {
    return "<p:sld xmlns:p='p' xmlns:a='a'><p:sp><p:nvSpPr><p:nvPr><p:ph type='title'/></p:nvPr>"
           "</p:nvSpPr><p:txBody><a:p><a:r><a:t>" +
           title + "</a:t></a:r></a:p></p:txBody></p:sp><p:sp><p:txBody><a:p><a:r><a:t>" + body +
           "</a:t></a:r></a:p></p:txBody></p:sp><p:sp><p:nvSpPr><p:nvPr><p:ph type='sldNum'/>"
           "</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>7</a:t></a:r></a:p></p:txBody></p:sp>"
           "</p:sld>";
  };
  const Document document = MustRead(
      Zip({{"ppt/presentation.xml",
            "<p:presentation xmlns:p='p' xmlns:r='r'><p:sldIdLst><p:sldId r:id='b'/><p:sldId "
            "r:id='a'/></p:sldIdLst></p:presentation>"},
           {"ppt/_rels/presentation.xml.rels",
            "<R><r Id='a' Target='slides/slide1.xml'/><r Id='b' Target='slides/slide2.xml'/></R>"},
           {"ppt/slides/slide1.xml", slide("二", "后")},
           {"ppt/slides/slide2.xml", slide("一", "先")},
           {"ppt/slides/_rels/slide2.xml.rels",
            "<R><r Type='x/notesSlide' Target='../notesSlides/n.xml'/></R>"},
           {"ppt/notesSlides/n.xml",
            "<p:notes xmlns:p='p' xmlns:a='a'><p:sp><p:ph type='body'/><a:p><a:r><a:t>备注</a:t>"
            "</a:r></a:p></p:sp></p:notes>"}}),
      "a.pptx");
  CHECK(Lines(document) == Expected{"# 一", "先", "备注", "# 二", "后"});
}

TEST_CASE("what is refused is named for what it is") {
  const struct {
    std::string bytes;
    const char* word;
  } rows[] = {{std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8), "Word"},
              {std::string(60, 'x') + "BOOKMOBI", "MOBI"},
              {"ITSF....", "CHM"},
              {Zip({{"Index/Document.iwa", "x"}}), "Pages"}};
  for (const auto& row : rows) {
    CAPTURE(row.word);
    const auto document = Read(row.bytes, "a.bin", {});
    REQUIRE_FALSE(document.has_value());
    CHECK(document.error().what.en.find(row.word) != std::string::npos);
  }
}

}  // namespace
}  // namespace boyin::intake
