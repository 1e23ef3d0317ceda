// DOCX, ODT and EPUB, made here part by part.
#include "intake/read.h"
#include "intake/zip.h"

namespace boyin::intake {
namespace {

using Expected = std::vector<std::string>;

std::string Docx(const std::string& body) {
  const std::string space =
      " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
  return Zip({{"[Content_Types].xml", "<Types/>"},
              {"docProps/core.xml",
               "<c:coreProperties "
               "xmlns:c='http://schemas.openxmlformats.org/package/2006/metadata/core-properties' "
               "xmlns:dc='http://purl.org/dc/elements/1.1/' "
               "xmlns:t='http://purl.org/dc/terms/'><dc:title>春天</dc:title><dc:creator>李明</"
               "dc:creator><t:created>2024-03-01T01:00:00Z</t:created></c:coreProperties>"},
              {"word/styles.xml",
               "<w:styles" + space +
                   "><w:style w:type='paragraph' w:styleId='2'><w:name w:val='heading 1'/>"
                   "</w:style><w:style w:type='paragraph' w:styleId='T'><w:name w:val='toc "
                   "1'/></w:style></w:styles>"},
              {"word/footnotes.xml", "<w:footnotes" + space +
                                         "><w:footnote><w:p><w:r><w:t>见年鉴。</w:t></w:r></w:p>"
                                         "</w:footnote></w:footnotes>"},
              {"word/document.xml",
               "<w:document" + space + "><w:body>" + body + "</w:body></w:document>"}});
}

std::string Run(const std::string& text) { return "<w:r><w:t>" + text + "</w:t></w:r>"; }

TEST_CASE("DOCX: styles, lists, tables, metadata; what is deleted or hidden is not read") {
  const Document document = MustRead(
      Docx("<w:p><w:pPr><w:pStyle w:val='T'/></w:pPr>" + Run("第一章 1") + "</w:p>" +
           "<w:p><w:pPr><w:pStyle w:val='2'/></w:pPr>" + Run("第一章") + "</w:p><w:p>" +
           Run("春天") + Run("来了。") + "<w:del><w:r><w:delText>旧话</w:delText></w:r></w:del>" +
           "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密文</w:t></w:r></w:p>" +
           "<w:p><w:pPr><w:numPr/></w:pPr>" + Run("一项") + "</w:p><w:tbl><w:tr><w:tc><w:p>" +
           Run("城市") + "</w:p></w:tc><w:tc><w:p>" + Run("气温") + "</w:p></w:tc></w:tr></w:tbl>"),
      "a.docx");
  CHECK(document.format == "docx");
  CHECK(Lines(document) == Expected{"# 第一章", "春天来了。", "- 一项", "| 城市，气温"});
  CHECK(document.metadata.title == "春天");
  CHECK(document.metadata.author == "李明");
  CHECK(document.metadata.date == "2024-03-01");
  CHECK(ReasonFor(document, "旧话") == "deleted text");
  CHECK(ReasonFor(document, "密文") == "hidden");
  CHECK(ReasonFor(document, "见年鉴") == "footnote");
  CHECK(ReasonFor(document, "第一章 1") == "table of contents");
}

TEST_CASE("DOCX: a DTD in a part is refused with the part's name") {
  const auto document = Read(Zip({{"word/document.xml", "<!DOCTYPE x><x/>"}}), "a.docx", {});
  REQUIRE_FALSE(document.has_value());
  CHECK(document.error().where.starts_with("a.docx/word/document.xml"));
}

TEST_CASE("ODT: headings, lists, spaces, notes") {
  const std::string spaces =
      " xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
      "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
      "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'";
  const Document document = MustRead(
      Zip({{"mimetype", "application/vnd.oasis.opendocument.text"},
           {"content.xml",
            "<office:document-content" + spaces +
                "><office:body><office:text><text:h text:outline-level='2'>小节</text:h>"
                "<text:p>A<text:s/>B<text:note>注</text:note>好。</"
                "text:p><text:list><text:list-item>"
                "<text:p>一项</text:p></text:list-item></text:list><table:table><table:table-row>"
                "<table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell><text:p>"
                "乙</text:p></table:table-cell></table:table-row></table:table></office:text>"
                "</office:body></office:document-content>"}}),
      "a.odt");
  CHECK(document.format == "odt");
  CHECK(Lines(document) == Expected{"## 小节", "A B好。", "- 一项", "| 甲，乙"});
  CHECK(ReasonFor(document, "注") == "footnote");
}

Members Book(const std::string& first, const std::string& second) {
  return {{"mimetype", "application/epub+zip"},
          {"META-INF/container.xml",
           "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
           "<rootfile full-path='OEBPS/content.opf'/></rootfiles></container>"},
          {"OEBPS/content.opf",
           "<package xmlns='http://www.idpf.org/2007/opf' "
           "xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>书名</dc:title>"
           "<dc:creator>王敏</dc:creator><dc:language>zh-CN</dc:language></metadata><manifest>"
           "<item id='b' href='t/c%202.xhtml' media-type='application/xhtml+xml'/>"
           "<item id='a' href='t/c1.xhtml' media-type='application/xhtml+xml'/>"
           "<item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>"
           "</manifest><spine><itemref idref='n'/><itemref idref='a'/><itemref idref='b'/>"
           "</spine></package>"},
          {"OEBPS/nav.xhtml",
           "<html><body><nav><ol><li><a href='t/c1.xhtml'>第一章</a></li><li><a "
           "href='t/c%202.xhtml'>第二章</a></li></ol></nav></body></html>"},
          {"OEBPS/t/c1.xhtml", first},
          {"OEBPS/t/c 2.xhtml", second}};
}

TEST_CASE("EPUB: chapters in the order of the spine, headings raised, titles from the navigation") {
  const Document document = MustRead(
      Zip(Book("<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>"
               "<head><title/></head><body><h2>第一章 起</h2><p>话说天下大势。</p><h3>其一</h3>"
               "<p>分久必合。</p></body></html>",
               "<html><body><p>合久必分。</p></body></html>")),
      "b.epub");
  CHECK(document.format == "epub");
  CHECK(Lines(document) == Expected{"# 第一章 起", "话说天下大势。", "## 其一", "分久必合。",
                                    "# 第二章", "合久必分。"});
  CHECK(document.metadata.title == "书名");
  CHECK(document.metadata.author == "王敏");
  CHECK(document.metadata.language == "zh-CN");
}

TEST_CASE("EPUB: a locked chapter and a missing one are refused by name") {
  Members locked = Book("<p>一。</p>", "<p>二。</p>");
  locked.emplace_back("META-INF/encryption.xml",
                      "<e><CipherReference URI=\"OEBPS/t/c1.xhtml\"/></e>");
  const auto drm = Read(Zip(locked), "b.epub", {});
  REQUIRE_FALSE(drm.has_value());
  CHECK(drm.error().what.en.find("DRM") != std::string::npos);
  Members missing = Book("<p>一。</p>", "<p>二。</p>");
  missing.pop_back();
  const auto gone = Read(Zip(missing), "b.epub", {});
  REQUIRE_FALSE(gone.has_value());
  CHECK(gone.error().what.en.find("c 2.xhtml") != std::string::npos);
}

}  // namespace
}  // namespace boyin::intake
