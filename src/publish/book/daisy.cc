#include "publish/book/daisy.h"

#include <fmt/format.h>

#include "base/message.h"
#include "publish/book/book.h"
#include "publish/book/sections.h"
#include "publish/markup/element.h"
#include "publish/markup/xml.h"
#include "publish/markup/zip.h"

namespace boyin::publish {
namespace {

constexpr std::string_view kText = "content.html";

/// "hh:mm:ss", as the navigation has its times, rounded to the nearest.
std::string Clock(std::int64_t ms) {
  const std::int64_t seconds = (ms + 500) / 1000;
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string Seconds(std::int64_t ms) { return fmt::format("{}.{:03}s", ms / 1000, ms % 1000); }

std::string SmilOf(const Section& section) { return section.id + ".smil"; }

void Meta(Xml& xml, std::string_view name, std::string_view content) {
  xml.Open("meta").Attribute("name", name).Attribute("content", content).Close();
}

Xml OpenPage(const Book& book) {
  Xml xml(Xml::Layout::kExact);
  xml.Doctype("html", "-//W3C//DTD XHTML 1.0 Transitional//EN",
              "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd");
  xml.Text("\n");
  xml.Open("html")
      .Attribute("xmlns", "http://www.w3.org/1999/xhtml")
      .Attribute("lang", book.language)
      .Attribute("xml:lang", book.language);
  xml.Open("head").Element("title", book.title);
  xml.Open("meta")
      .Attribute("http-equiv", "Content-type")
      .Attribute("content", "text/html; charset=utf-8")
      .Close();
  return xml;
}

/// What all three kinds of file say of the book.
void DescribeBook(const Book& book, Xml& xml) {
  Meta(xml, "dc:format", "Daisy 2.02");
  Meta(xml, "dc:identifier", IdentifierOf(book.episode));
  Meta(xml, "dc:title", book.title);
  Meta(xml, "ncc:generator", "boyin");
}

struct Heading {
  std::string_view title;
  const Section* section;
};

/// The title of the book first, as the standard wants it, then its sections.
std::vector<Heading> HeadingsOf(const Book& book) {
  std::vector<Heading> headings{{book.title, &book.sections.front()}};
  for (const Section& section : book.sections) {
    const bool said = &section == &book.sections.front() && section.title == book.title;
    if (section.in_contents && !said) headings.push_back({section.title, &section});
  }
  return headings;
}

void DescribeForNavigation(const Book& book, std::size_t files, Xml& xml) {
  const intake::Metadata& document = book.episode.document.metadata;
  DescribeBook(book, xml);
  Meta(xml, "dc:creator", AuthorOf(book.episode));
  Meta(xml, "dc:publisher", document.source.empty() ? AuthorOf(book.episode) : document.source);
  Meta(xml, "dc:language", book.language);
  const std::string day = document.date.empty() ? book.episode.made_at : document.date;
  Meta(xml, "dc:date", day.empty() ? "1970-01-01" : day.substr(0, 10));
  Meta(xml, "ncc:charset", "utf-8");
  for (const std::string& narrator : NarratorsOf(book.episode)) Meta(xml, "ncc:narrator", narrator);
  Meta(xml, "ncc:multimediaType", "audioFullText");
  Meta(xml, "ncc:depth", "1");
  Meta(xml, "ncc:files", fmt::format("{}", files));
  Meta(xml, "ncc:setInfo", "1 of 1");
  for (const char* none : {"ncc:footnotes", "ncc:maxPageNormal", "ncc:pageFront", "ncc:pageNormal",
                           "ncc:pageSpecial", "ncc:prodNotes", "ncc:sidebars"}) {
    Meta(xml, none, "0");
  }
  Meta(xml, "ncc:tocItems", fmt::format("{}", HeadingsOf(book).size()));
  Meta(xml, "ncc:totalTime", Clock(book.length_ms));
}

/// ncc.html: what a player shows and jumps by.
std::string Navigation(const Book& book, std::size_t files) {
  Xml xml = OpenPage(book);
  DescribeForNavigation(book, files, xml);
  xml.Close().Text("\n").Open("body").Text("\n");
  int number = 0;
  for (const Heading& heading : HeadingsOf(book)) {
    xml.Open("h1");
    if (number == 0) xml.Attribute("class", "title");
    xml.Attribute("id", fmt::format("n{}", ++number));
    xml.Open("a").Attribute(
        "href", fmt::format("{}#p{}", SmilOf(*heading.section), heading.section->begin + 1));
    xml.Text(heading.title).Close().Close().Text("\n");
  }
  return std::move(xml).Finish();
}

std::string TextPage(const Book& book) {
  Xml xml = OpenPage(book);
  xml.Close().Text("\n").Open("body").Text("\n");
  for (std::size_t i = 0; i < book.sentences.size(); ++i) {
    const episode::Shown& sentence = book.sentences[i];
    const bool opens = i == 0 || sentence.paragraph != book.sentences[i - 1].paragraph;
    if (opens && i > 0) xml.Close().Text("\n");
    if (opens) xml.Open(sentence.heading ? "h1" : "p");
    if (!opens && sentence.spaced) xml.Text(" ");
    xml.Open("span").Attribute("id", fmt::format("s{}", i + 1)).Text(sentence.text).Close();
  }
  return std::move(xml).Finish();
}

Xml OpenSmil(const Book& book) {
  Xml xml(Xml::Layout::kIndented);
  xml.Doctype("smil", "-//W3C//DTD SMIL 1.0//EN", "http://www.w3.org/TR/REC-smil/SMIL10.dtd");
  xml.Open("smil").Open("head");
  DescribeBook(book, xml);
  return xml;
}

void CloseSmilHead(Xml& xml) {
  xml.Open("layout").Open("region").Attribute("id", "textView").Close().Close();
  xml.Close();
  xml.Open("body");
}

/// What is heard of a section beside what is read of it. `before_ms`: of the book, until it begins.
std::string Presentation(const Book& book, const Section& section, std::int64_t before_ms) {
  Xml xml = OpenSmil(book);
  Meta(xml, "title", section.title);
  Meta(xml, "ncc:timeInThisSmil", Clock(book.LengthOf(section)));
  Meta(xml, "ncc:totalElapsedTime", Clock(before_ms));
  CloseSmilHead(xml);
  xml.Open("seq").Attribute("dur", Seconds(book.LengthOf(section)));
  for (std::size_t i = section.begin; i < section.end; ++i) {
    xml.Open("par").Attribute("endsync", "last").Attribute("id", fmt::format("p{}", i + 1));
    xml.Open("text")
        .Attribute("src", fmt::format("{}#s{}", kText, i + 1))
        .Attribute("id", fmt::format("t{}", i + 1))
        .Close();
    xml.Open("seq")
        .Open("audio")
        .Attribute("src", book.sound)
        .Attribute("clip-begin", "npt=" + Seconds(book.sentences[i].begin_ms))
        .Attribute("clip-end", "npt=" + Seconds(book.EndOf(i)))
        .Attribute("id", fmt::format("a{}", i + 1))
        .Close()
        .Close();
    xml.Close();
  }
  return std::move(xml).Finish();
}

std::string Master(const Book& book) {
  Xml xml = OpenSmil(book);
  Meta(xml, "ncc:timeInThisSmil", Clock(book.length_ms));
  CloseSmilHead(xml);
  for (const Section& section : book.sections) {
    xml.Open("ref")
        .Attribute("src", SmilOf(section))
        .Attribute("title", section.title)
        .Attribute("id", "m_" + section.id)
        .Close();
  }
  return std::move(xml).Finish();
}

std::vector<ZipEntry> EntriesOf(const Book& book) {
  constexpr std::size_t kBesideSections = 4;  // navigation, text, master, sound
  std::vector<ZipEntry> entries{
      {.name = "ncc.html", .bytes = Navigation(book, book.sections.size() + kBesideSections)},
      {.name = std::string(kText), .bytes = TextPage(book)},
      {.name = "master.smil", .bytes = Master(book)}};
  std::int64_t before_ms = 0;
  for (const Section& section : book.sections) {
    entries.push_back({.name = SmilOf(section), .bytes = Presentation(book, section, before_ms)});
    before_ms += book.LengthOf(section);
  }
  entries.push_back({.name = book.sound, .file = book.episode.file, .stored = true});
  return entries;
}

}  // namespace

bool IsDaisySound(const std::filesystem::path& sound) {
  return BookSoundType(sound) == "audio/mpeg";
}

Result<void> WriteDaisy(const episode::Transcript& transcript, const std::filesystem::path& path) {
  const episode::Episode& episode = transcript.episode;
  if (!IsDaisySound(episode.file)) {
    return Fail(Code::kUsage, episode.file, Translated("a DAISY book holds MP3 sound only"),
                Translated("make it with -f mp3"));
  }
  if (transcript.sentences.empty()) {
    return Fail(Code::kUsage, episode.file, Translated("has no sentences to read along"));
  }
  const Book book = BookOf(transcript, "sound.mp3", "audio/mpeg");
  const std::vector<ZipEntry> entries = EntriesOf(book);
  for (const ZipEntry& entry : entries) {
    if (!entry.file.empty()) continue;
    const Result<Element> read = ReadXml(entry.bytes, entry.name);
    if (!read) return tl::unexpected(read.error());
  }
  return WriteZip(entries, path);
}

}  // namespace boyin::publish
