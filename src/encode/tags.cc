#include "encode/tags.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <flacfile.h>
#include <fmt/format.h>
#include <infotag.h>
#include <mp4file.h>
#include <mp4tag.h>
#include <mpegfile.h>
#include <opusfile.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <xiphcomment.h>

#include "base/message.h"
#include "encode/certificate.h"
#include "encode/fields.h"
#include "encode/id3.h"

namespace boyin::encode {
namespace {

using TagLib::String;

String Utf8(const std::string& text) { return {text, String::UTF8}; }

TagLib::ByteVector Bytes(const std::string& bytes) {
  return {bytes.data(), static_cast<unsigned>(bytes.size())};
}

bool TagMpeg(const std::filesystem::path& path, const Tags& tags, const Certificate& certificate) {
  TagLib::MPEG::File file(path.c_str(), false);
  if (!file.isValid()) return false;
  FillId3(*file.ID3v2Tag(true), tags, certificate);
  return file.save(TagLib::MPEG::File::ID3v2, TagLib::File::StripOthers, TagLib::ID3v2::v3,
                   TagLib::File::DoNotDuplicate);
}

/// What players go by: they keep the place of an audiobook, and show it among the books.
constexpr unsigned char kAudiobook = 2;

bool TagMp4(const std::filesystem::path& path, const Tags& tags, const Certificate& certificate,
            bool book) {
  TagLib::MP4::File file(path.c_str(), false);
  if (!file.isValid()) return false;
  const auto set = [&](const String& name, const std::string& text) {
    if (!text.empty()) file.tag()->setItem(name, TagLib::StringList(Utf8(text)));
  };
  const auto own = [](const std::string& name) { return Utf8("----:com.apple.iTunes:" + name); };
  set("\251nam", tags.title);
  set("\251ART", tags.artist);
  set("\251alb", tags.album);
  set("\251day", tags.date);
  set("\251cmt", tags.comment);
  set("\251gen", tags.genre);
  set("\251lyr", LyricsText(tags));
  if (book) file.tag()->setItem("stik", TagLib::MP4::Item(kAudiobook));
  if (const auto [track, of] = TrackNumbers(tags.track); track > 0) {
    file.tag()->setItem("trkn", {track, of});
  }
  if (tags.cover) {
    const bool png = tags.cover->mime == "image/png";
    const TagLib::MP4::CoverArt art(png ? TagLib::MP4::CoverArt::PNG : TagLib::MP4::CoverArt::JPEG,
                                    Bytes(tags.cover->bytes));
    TagLib::MP4::CoverArtList covers;
    covers.append(art);
    file.tag()->setItem("covr", covers);
  }
  if (!tags.language.empty()) set(own("LANGUAGE"), Iso639_2(tags.language));
  for (const auto& [name, value] : OwnFields(tags, certificate)) set(own(name), value);
  return file.save();
}

std::string ChapterTime(std::int64_t ms) {
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
                     ms % 1000);
}

void SetXiph(TagLib::Ogg::XiphComment& comment, const Tags& tags, const Certificate& certificate) {
  const auto set = [&](const std::string& name, const std::string& text) {
    if (!text.empty()) comment.addField(Utf8(name), Utf8(text), true);
  };
  set("TITLE", tags.title);
  set("ARTIST", tags.artist);
  set("ALBUM", tags.album);
  set("DATE", tags.date);
  set("COMMENT", tags.comment);
  set("GENRE", tags.genre);
  set("LYRICS", LyricsText(tags));
  if (const auto [track, of] = TrackNumbers(tags.track); track > 0) {
    set("TRACKNUMBER", fmt::to_string(track));
    if (of > 0) set("TRACKTOTAL", fmt::to_string(of));
  }
  if (!tags.language.empty()) set("LANGUAGE", Iso639_2(tags.language));
  for (std::size_t i = 0; i < tags.chapters.size(); ++i) {
    const std::string name = fmt::format("CHAPTER{:03}", i);
    set(name, ChapterTime(tags.chapters[i].begin_ms));
    set(name + "NAME", tags.chapters[i].title);
    set(name + "URL", tags.chapters[i].url);
  }
  for (const auto& [name, value] : OwnFields(tags, certificate)) set(name, value);
}

/// For Ogg, where the picture is a comment, and FLAC, where it is a block of its own.
template <typename File, typename Pictures>
bool TagXiph(File& file, TagLib::Ogg::XiphComment* comment, Pictures* pictures, const Tags& tags,
             const Certificate& certificate) {
  if (!file.isValid() || comment == nullptr) return false;
  SetXiph(*comment, tags, certificate);
  if (tags.cover) {
    auto picture = std::make_unique<TagLib::FLAC::Picture>();
    picture->setType(TagLib::FLAC::Picture::FrontCover);
    picture->setMimeType(Utf8(tags.cover->mime));
    picture->setData(Bytes(tags.cover->bytes));
    pictures->addPicture(picture.release());
  }
  return file.save();
}

bool TagWav(const std::filesystem::path& path, const Tags& tags, const Certificate& certificate) {
  TagLib::RIFF::WAV::File file(path.c_str(), false);
  // TagLib knows no RF64: a file past 4 GiB has bext, cart and iXML only.
  if (!file.isValid()) return true;
  FillId3(*file.ID3v2Tag(), tags, certificate);
  TagLib::RIFF::Info::Tag& info = *file.InfoTag();
  const auto set = [&](const char* name, const std::string& text) {
    if (!text.empty()) info.setFieldText(name, Utf8(text));
  };
  set("INAM", tags.title);
  set("IART", tags.artist);
  set("IPRD", tags.album);
  set("ICRD", tags.date);
  set("ICMT", tags.comment);
  set("IGNR", tags.genre);
  set("ITRK", tags.track);
  // Many readers know no ID3 in WAV: the label, four letters as INFO wants them, stands here too.
  if (tags.aigc) set(kAigcTag, AigcJson(*tags.aigc));
  return file.save(TagLib::RIFF::WAV::File::AllTags, TagLib::File::StripNone, TagLib::ID3v2::v3);
}

bool TagFile(Format format, const std::filesystem::path& path, const Tags& tags,
             const Certificate& certificate) {
  switch (format) {
    case Format::kMp3:
    case Format::kMp2:
      return TagMpeg(path, tags, certificate);
    case Format::kM4a:
    case Format::kM4b:
      return TagMp4(path, tags, certificate, format == Format::kM4b);
    case Format::kWav:
      return TagWav(path, tags, certificate);
    case Format::kOpus: {
      TagLib::Ogg::Opus::File file(path.c_str(), false);
      return TagXiph(file, file.tag(), file.tag(), tags, certificate);
    }
    case Format::kOgg: {
      TagLib::Ogg::Vorbis::File file(path.c_str(), false);
      return TagXiph(file, file.tag(), file.tag(), tags, certificate);
    }
    case Format::kFlac: {
      TagLib::FLAC::File file(path.c_str(), false);
      return TagXiph(file, file.xiphComment(true), &file, tags, certificate);
    }
  }
  return false;
}

}  // namespace

std::string Iso639_2(std::string_view language) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kCodes = {
      {{"zh", "zho"},
       {"cmn", "zho"},
       {"chi", "zho"},
       {"en", "eng"},
       {"ja", "jpn"},
       {"ko", "kor"},
       {"fr", "fra"},
       {"de", "deu"},
       {"es", "spa"},
       {"ru", "rus"}}};
  const std::string_view first = language.substr(0, language.find_first_of("-_"));
  for (const auto& [from, to] : kCodes) {
    if (first == from) return std::string(to);
  }
  const bool letters =
      std::all_of(first.begin(), first.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return first.size() == 3 && letters ? std::string(first) : "und";
}

Result<void> WriteTags(Format format, const Tags& tags, const Certificate& certificate,
                       const std::filesystem::path& path, const std::filesystem::path& shown) {
  if (TagFile(format, path, tags, certificate)) return {};
  return Fail(Code::kOutput, shown.string(), Translated("cannot write the tags"),
              Translated("make room, or name another place with -o"));
}

}  // namespace boyin::encode
