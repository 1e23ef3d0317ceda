#include "publish/book/book.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/message.h"
#include "episode/shown_text.h"
#include "publish/book/sections.h"
#include "publish/data.h"
#include "publish/markup/element.h"
#include "publish/markup/xml.h"
#include "publish/markup/zip.h"

namespace boyin::publish {
namespace {

std::string SmilTime(std::int64_t ms) {
  return fmt::format("{}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                     ms % 1000);
}

Xml OpenPage(const Book& book, const std::string& title) {
  Xml xml(Xml::Layout::kExact);
  xml.HtmlDoctype().Text("\n");
  xml.Open("html")
      .Attribute("xmlns", "http://www.w3.org/1999/xhtml")
      .Attribute("xmlns:epub", "http://www.idpf.org/2007/ops")
      .Attribute("lang", book.language)
      .Attribute("xml:lang", book.language);
  xml.Open("head").Element("title", title);
  xml.Open("link")
      .Attribute("rel", "stylesheet")
      .Attribute("type", "text/css")
      .Attribute("href", "style.css")
      .Close();
  xml.Close().Text("\n");
  xml.Open("body");
  return xml;
}

std::string TextPage(const Book& book, const Section& section) {
  Xml xml = OpenPage(book, section.title);
  xml.Open("section")
      .Attribute("id", "text")
      .Attribute("epub:type", "chapter")
      .Attribute("role", "doc-chapter");
  xml.Text("\n");
  // The title of the book stands above its first page, unless the text itself begins with one.
  const bool titled = book.sentences[section.begin].heading;
  if (section.in_contents && !titled) xml.Element("h1", section.title).Text("\n");
  for (std::size_t i = section.begin; i < section.end; ++i) {
    const episode::Shown& sentence = book.sentences[i];
    const bool opens = i == section.begin || sentence.paragraph != book.sentences[i - 1].paragraph;
    if (opens && i > section.begin) xml.Close().Text("\n");
    if (opens) xml.Open(!sentence.heading ? "p" : i == section.begin ? "h1" : "h2");
    if (!opens && sentence.spaced) xml.Text(" ");
    xml.Open("span").Attribute("id", fmt::format("s{}", i + 1)).Text(sentence.text).Close();
  }
  return std::move(xml).Finish();
}

std::string Overlay(const Book& book, const Section& section) {
  Xml xml(Xml::Layout::kIndented);
  xml.Open("smil")
      .Attribute("xmlns", "http://www.w3.org/ns/SMIL")
      .Attribute("xmlns:epub", "http://www.idpf.org/2007/ops")
      .Attribute("version", "3.0");
  xml.Open("body");
  xml.Open("seq")
      .Attribute("id", "seq")
      .Attribute("epub:textref", section.id + ".xhtml#text")
      .Attribute("epub:type", "chapter");
  for (std::size_t i = section.begin; i < section.end; ++i) {
    xml.Open("par").Attribute("id", fmt::format("p{}", i + 1));
    xml.Open("text").Attribute("src", fmt::format("{}.xhtml#s{}", section.id, i + 1)).Close();
    xml.Open("audio")
        .Attribute("src", book.sound)
        .Attribute("clipBegin", SmilTime(book.sentences[i].begin_ms))
        .Attribute("clipEnd", SmilTime(book.EndOf(i)))
        .Close();
    xml.Close();
  }
  return std::move(xml).Finish();
}

std::string Contents(const Book& book) {
  Xml xml = OpenPage(book, book.title);
  xml.Open("nav")
      .Attribute("epub:type", "toc")
      .Attribute("role", "doc-toc")
      .Attribute("id", "toc")
      .Text("\n");
  xml.Element("h1", book.title).Text("\n").Open("ol").Text("\n");
  for (const Section& section : book.sections) {
    if (!section.in_contents) continue;
    xml.Open("li").Open("a").Attribute("href", section.id + ".xhtml").Text(section.title);
    xml.Close().Close().Text("\n");
  }
  return std::move(xml).Finish();
}

void Property(Xml& xml, std::string_view property, std::string_view value,
              const std::string& refines = {}) {
  xml.Open("meta").Attribute("property", property);
  if (!refines.empty()) xml.Attribute("refines", "#" + refines);
  xml.Text(value).Close();
}

void WriteMetadata(const Book& book, Xml& xml) {
  const episode::Episode& episode = book.episode;
  const intake::Metadata& document = episode.document.metadata;
  xml.Open("metadata").Attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/");
  xml.Open("dc:identifier").Attribute("id", "id").Text(IdentifierOf(episode)).Close();
  xml.Element("dc:title", book.title);
  xml.Element("dc:language", book.language);
  xml.Element("dc:creator", AuthorOf(episode));
  if (!document.source.empty()) xml.Element("dc:source", document.source);
  if (!document.date.empty()) xml.Element("dc:date", document.date);
  Property(xml, "dcterms:modified",
           episode.made_at.empty() ? "1970-01-01T00:00:00Z" : episode.made_at);
  std::int64_t whole_ms = 0;
  for (const Section& section : book.sections) {
    const std::int64_t ms = book.LengthOf(section);
    whole_ms += ms;
    Property(xml, "media:duration", SmilTime(ms), section.id + "-overlay");
  }
  Property(xml, "media:duration", SmilTime(whole_ms));
  for (const std::string& narrator : NarratorsOf(episode)) {
    Property(xml, "media:narrator", narrator);
  }
  Property(xml, "media:active-class", "now");
  for (const char* mode : {"textual", "auditory"}) Property(xml, "schema:accessMode", mode);
  for (const char* mode : {"textual", "auditory", "textual,auditory"}) {
    Property(xml, "schema:accessModeSufficient", mode);
  }
  for (const char* feature : {"synchronizedAudioText", "tableOfContents", "structuralNavigation",
                              "displayTransformability"}) {
    Property(xml, "schema:accessibilityFeature", feature);
  }
  Property(xml, "schema:accessibilityHazard", "none");
  Property(xml, "dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.1 Level AA");
  Property(xml, "a11y:certifiedBy", "boyin");
  Property(xml, "schema:accessibilitySummary",
           "全文与朗读逐句对应。Text and speech are matched sentence by sentence.");
  if (episode.tags.cover) {
    xml.Open("meta").Attribute("name", "cover").Attribute("content", "cover").Close();
  }
  xml.Close();
}

void Item(Xml& xml, std::string_view id, std::string_view href, std::string_view type,
          std::string_view properties = {}, const std::string& overlay = {}) {
  xml.Open("item").Attribute("id", id).Attribute("href", href).Attribute("media-type", type);
  if (!properties.empty()) xml.Attribute("properties", properties);
  if (!overlay.empty()) xml.Attribute("media-overlay", overlay);
  xml.Close();
}

std::string CoverName(const encode::Picture& cover) {
  return cover.mime == "image/png" ? "cover.png" : "cover.jpg";
}

std::string Package(const Book& book) {
  Xml xml(Xml::Layout::kIndented);
  xml.Open("package")
      .Attribute("xmlns", "http://www.idpf.org/2007/opf")
      .Attribute("version", "3.0")
      .Attribute("unique-identifier", "id")
      .Attribute("xml:lang", book.language);
  WriteMetadata(book, xml);
  xml.Open("manifest");
  Item(xml, "nav", "nav.xhtml", "application/xhtml+xml", "nav");
  Item(xml, "style", "style.css", "text/css");
  Item(xml, "sound", book.sound, book.sound_type);
  if (const auto& cover = book.episode.tags.cover) {
    Item(xml, "cover", CoverName(*cover), cover->mime, "cover-image");
  }
  for (const Section& section : book.sections) {
    const std::string overlay = section.id + "-overlay";
    Item(xml, section.id, section.id + ".xhtml", "application/xhtml+xml", {}, overlay);
    Item(xml, overlay, section.id + ".smil", "application/smil+xml");
  }
  xml.Close();
  xml.Open("spine");
  for (const Section& section : book.sections) {
    xml.Open("itemref").Attribute("idref", section.id).Close();
  }
  xml.Close();
  return std::move(xml).Finish();
}

std::string Container() {
  Xml xml(Xml::Layout::kIndented);
  xml.Open("container")
      .Attribute("version", "1.0")
      .Attribute("xmlns", "urn:oasis:names:tc:opendocument:xmlns:container");
  xml.Open("rootfiles").Open("rootfile");
  xml.Attribute("full-path", "EPUB/package.opf");
  xml.Attribute("media-type", "application/oebps-package+xml");
  return std::move(xml).Finish();
}

bool IsXml(std::string_view name) {
  constexpr std::string_view kEndings[] = {".xml", ".opf", ".xhtml", ".smil"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

std::string_view BookSoundType(const std::filesystem::path& sound) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kTypes{
      {{".mp3", "audio/mpeg"}, {".m4a", "audio/mp4"}, {".m4b", "audio/mp4"}}};
  std::string extension = sound.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const auto& [name, type] : kTypes) {
    if (extension == name) return type;
  }
  return {};
}

Result<void> WriteBook(const episode::Transcript& transcript, const std::filesystem::path& path) {
  const episode::Episode& episode = transcript.episode;
  const std::string_view type = BookSoundType(episode.file);
  if (type.empty()) {
    return Fail(Code::kUsage, episode.file, Translated("a book holds MP3 or M4A sound only"),
                Translated("make it with -f mp3"));
  }
  const std::vector<episode::Shown>& sentences = transcript.sentences;
  if (sentences.empty()) {
    return Fail(Code::kUsage, episode.file, Translated("has no sentences to read along"));
  }
  const Book book = BookOf(transcript, type == "audio/mpeg" ? "sound.mp3" : "sound.m4a", type);
  std::vector<ZipEntry> entries{
      {.name = "mimetype", .bytes = "application/epub+zip", .stored = true},
      {.name = "META-INF/container.xml", .bytes = Container()},
      {.name = "EPUB/package.opf", .bytes = Package(book)},
      {.name = "EPUB/nav.xhtml", .bytes = Contents(book)},
      {.name = "EPUB/style.css", .bytes = std::string(data::book_css())}};
  for (const Section& section : book.sections) {
    entries.push_back({.name = "EPUB/" + section.id + ".xhtml", .bytes = TextPage(book, section)});
    entries.push_back({.name = "EPUB/" + section.id + ".smil", .bytes = Overlay(book, section)});
  }
  if (episode.tags.cover) {
    entries.push_back({.name = "EPUB/" + CoverName(*episode.tags.cover),
                       .bytes = episode.tags.cover->bytes,
                       .stored = true});
  }
  entries.push_back({.name = "EPUB/" + book.sound, .file = episode.file, .stored = true});
  for (const ZipEntry& entry : entries) {
    if (!IsXml(entry.name)) continue;
    const Result<Element> read = ReadXml(entry.bytes, entry.name);
    if (!read) return tl::unexpected(read.error());
  }
  return WriteZip(entries, path);
}

}  // namespace boyin::publish
