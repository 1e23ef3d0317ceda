#include "encode/id3.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include <attachedpictureframe.h>
#include <chapterframe.h>
#include <commentsframe.h>
#include <fmt/format.h>
#include <synchronizedlyricsframe.h>
#include <tableofcontentsframe.h>
#include <textidentificationframe.h>
#include <unsynchronizedlyricsframe.h>
#include <urllinkframe.h>

#include "encode/fields.h"
#include "encode/tags.h"

namespace boyin::encode {
namespace {

namespace id3 = TagLib::ID3v2;
using TagLib::ByteVector;
using TagLib::String;

constexpr std::size_t kMostChildren = 255;  // of a table of contents: the count is one byte
constexpr unsigned kNoOffset = 0xFFFFFFFF;  // the times count, not places in the file

String Utf8(const std::string& text) { return {text, String::UTF8}; }

ByteVector Bytes(const std::string& text) {
  return {text.data(), static_cast<unsigned>(text.size())};
}

unsigned Milliseconds(std::int64_t ms) {
  return static_cast<unsigned>(std::clamp<std::int64_t>(ms, 0, kNoOffset - 1));
}

std::unique_ptr<id3::TextIdentificationFrame> TextFrame(const char* id, const std::string& text) {
  auto frame = std::make_unique<id3::TextIdentificationFrame>(id, String::UTF16);
  frame->setText(Utf8(text));
  return frame;
}

// TagLib's tags take over the frames that are given to them.
void AddText(id3::Tag& tag, const char* id, const std::string& text) {
  if (!text.empty()) tag.addFrame(TextFrame(id, text).release());
}

void AddComment(id3::Tag& tag, const std::string& text, const std::string& language) {
  if (text.empty()) return;
  auto frame = std::make_unique<id3::CommentsFrame>(String::UTF16);
  frame->setLanguage(Bytes(language));
  frame->setText(Utf8(text));
  tag.addFrame(frame.release());
}

void AddLyrics(id3::Tag& tag, const Tags& tags, const std::string& language) {
  if (!tags.lyrics.empty()) {
    auto frame = std::make_unique<id3::UnsynchronizedLyricsFrame>(String::UTF16);
    frame->setLanguage(Bytes(language));
    frame->setText(Utf8(tags.lyrics));
    tag.addFrame(frame.release());
  }
  if (tags.synced_lyrics.empty()) return;
  id3::SynchronizedLyricsFrame::SynchedTextList lines;
  for (const LyricLine& line : tags.synced_lyrics) {
    lines.append({Milliseconds(line.begin_ms), Utf8(line.text)});
  }
  auto frame = std::make_unique<id3::SynchronizedLyricsFrame>(String::UTF16);
  frame->setLanguage(Bytes(language));
  frame->setTimestampFormat(id3::SynchronizedLyricsFrame::AbsoluteMilliseconds);
  frame->setType(id3::SynchronizedLyricsFrame::TextTranscription);
  frame->setSynchedText(lines);
  tag.addFrame(frame.release());
}

void AddCover(id3::Tag& tag, const Picture& cover) {
  auto frame = std::make_unique<id3::AttachedPictureFrame>();
  frame->setMimeType(Utf8(cover.mime));
  frame->setType(id3::AttachedPictureFrame::FrontCover);
  frame->setPicture(Bytes(cover.bytes));
  tag.addFrame(frame.release());
}

ByteVector AddChapter(id3::Tag& tag, const Chapter& chapter, std::size_t number) {
  const ByteVector id = Bytes(fmt::format("ch{}", number));
  auto frame = std::make_unique<id3::ChapterFrame>(
      id, Milliseconds(chapter.begin_ms), Milliseconds(chapter.end_ms), kNoOffset, kNoOffset);
  frame->addEmbeddedFrame(TextFrame("TIT2", chapter.title).release());
  if (!chapter.url.empty()) {
    auto link = std::make_unique<id3::UserUrlLinkFrame>(String::UTF16);
    link->setUrl(Utf8(chapter.url));
    frame->addEmbeddedFrame(link.release());
  }
  tag.addFrame(frame.release());
  return id;
}

/// `title` is that of the one at the top: without it Apple's players hide all chapters.
void AddContents(id3::Tag& tag, const ByteVector& id, const TagLib::ByteVectorList& children,
                 const std::string& title = {}) {
  auto frame = std::make_unique<id3::TableOfContentsFrame>(id, children);
  frame->setIsTopLevel(!title.empty());
  frame->setIsOrdered(true);
  if (!title.empty()) frame->addEmbeddedFrame(TextFrame("TIT2", title).release());
  tag.addFrame(frame.release());
}

/// One table of contents; more than it can hold makes tables of tables.
void AddContentsOf(id3::Tag& tag, std::vector<ByteVector> ids, const std::string& title) {
  for (int level = 0; ids.size() > kMostChildren; ++level) {
    std::vector<ByteVector> tables;
    for (std::size_t at = 0; at < ids.size(); at += kMostChildren) {
      TagLib::ByteVectorList children;
      const std::size_t end = std::min(at + kMostChildren, ids.size());
      for (std::size_t i = at; i < end; ++i) children.append(ids[i]);
      tables.push_back(Bytes(fmt::format("toc{}.{}", level, tables.size())));
      AddContents(tag, tables.back(), children);
    }
    ids = std::move(tables);
  }
  TagLib::ByteVectorList children;
  for (const ByteVector& id : ids) children.append(id);
  AddContents(tag, Bytes("toc"), children, title);
}

void AddChapters(id3::Tag& tag, const std::vector<Chapter>& chapters, const std::string& title) {
  if (chapters.empty()) return;
  std::vector<ByteVector> ids;
  ids.reserve(chapters.size());
  for (const Chapter& chapter : chapters) ids.push_back(AddChapter(tag, chapter, ids.size()));
  AddContentsOf(tag, std::move(ids), title);
}

}  // namespace

void FillId3(id3::Tag& tag, const Tags& tags, const Certificate& certificate) {
  const std::string language = Iso639_2(tags.language);
  AddText(tag, "TIT2", tags.title);
  AddText(tag, "TPE1", tags.artist);
  AddText(tag, "TALB", tags.album);
  AddText(tag, "TDRC", tags.date);  // TYER and TDAT in version 2.3
  AddText(tag, "TCON", tags.genre);
  AddText(tag, "TRCK", tags.track);
  if (!tags.language.empty()) AddText(tag, "TLAN", language);
  AddComment(tag, tags.comment, language);
  AddLyrics(tag, tags, language);
  if (tags.cover) AddCover(tag, *tags.cover);
  AddChapters(tag, tags.chapters, tags.title.empty() ? "章节" : tags.title);
  for (const auto& [name, value] : OwnFields(tags, certificate)) {
    auto frame = std::make_unique<id3::UserTextIdentificationFrame>(String::UTF16);
    frame->setDescription(Utf8(name));
    frame->setText(Utf8(value));
    tag.addFrame(frame.release());
  }
}

}  // namespace boyin::encode
