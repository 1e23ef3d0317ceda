#include "encode/tags.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <commentsframe.h>
#include <flacfile.h>
#include <id3v2tag.h>
#include <infotag.h>
#include <mp4file.h>
#include <mp4tag.h>
#include <mpegfile.h>
#include <opusfile.h>
#include <textidentificationframe.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <xiphcomment.h>

#include "encode/certificate.h"

namespace boyin::encode {
namespace {

using TagLib::String;

String Utf8(const std::string& text) { return {text, String::UTF8}; }

/// What has no field of its own in most formats.
std::vector<std::pair<const char*, std::string>> Extras(const Tags& tags,
                                                        const Certificate& certificate) {
  std::vector<std::pair<const char*, std::string>> extras = {
      {kCertificateTag, CertificateJson(certificate)}};
  if (tags.aigc) extras.emplace_back(kAigcTag, AigcJson(*tags.aigc));
  return extras;
}

// TagLib's tags take over the frames that are given to them with new.
void AddText(TagLib::ID3v2::Tag& tag, const char* id, const std::string& text) {
  if (text.empty()) return;
  auto frame = std::make_unique<TagLib::ID3v2::TextIdentificationFrame>(id, TagLib::String::UTF16);
  frame->setText(Utf8(text));
  tag.addFrame(frame.release());
}

void FillId3(TagLib::ID3v2::Tag& tag, const Tags& tags, const Certificate& certificate) {
  const std::string language = Iso639_2(tags.language);
  AddText(tag, "TIT2", tags.title);
  AddText(tag, "TPE1", tags.artist);
  AddText(tag, "TALB", tags.album);
  AddText(tag, "TDRC", tags.date);  // TYER and TDAT in version 2.3
  if (!tags.language.empty()) AddText(tag, "TLAN", language);
  if (!tags.comment.empty()) {
    auto frame = std::make_unique<TagLib::ID3v2::CommentsFrame>(TagLib::String::UTF16);
    frame->setLanguage(TagLib::ByteVector(language.data(), 3));
    frame->setText(Utf8(tags.comment));
    tag.addFrame(frame.release());
  }
  for (const auto& [name, value] : Extras(tags, certificate)) {
    auto frame =
        std::make_unique<TagLib::ID3v2::UserTextIdentificationFrame>(TagLib::String::UTF16);
    frame->setDescription(name);
    frame->setText(Utf8(value));
    tag.addFrame(frame.release());
  }
}

bool TagMpeg(const std::filesystem::path& path, const Tags& tags, const Certificate& certificate) {
  TagLib::MPEG::File file(path.c_str(), false);
  if (!file.isValid()) return false;
  FillId3(*file.ID3v2Tag(true), tags, certificate);
  return file.save(TagLib::MPEG::File::ID3v2, TagLib::File::StripOthers, TagLib::ID3v2::v3,
                   TagLib::File::DoNotDuplicate);
}

bool TagMp4(const std::filesystem::path& path, const Tags& tags, const Certificate& certificate) {
  TagLib::MP4::File file(path.c_str(), false);
  if (!file.isValid()) return false;
  const auto set = [&](const String& name, const std::string& text) {
    if (!text.empty()) file.tag()->setItem(name, TagLib::StringList(Utf8(text)));
  };
  const auto own = [](const char* name) { return String("----:com.apple.iTunes:") + name; };
  set("\251nam", tags.title);
  set("\251ART", tags.artist);
  set("\251alb", tags.album);
  set("\251day", tags.date);
  set("\251cmt", tags.comment);
  if (!tags.language.empty()) set(own("LANGUAGE"), Iso639_2(tags.language));
  for (const auto& [name, value] : Extras(tags, certificate)) set(own(name), value);
  return file.save();
}

template <typename File>
bool TagXiph(File& file, TagLib::Ogg::XiphComment* comment, const Tags& tags,
             const Certificate& certificate) {
  if (!file.isValid() || comment == nullptr) return false;
  const auto set = [&](const char* name, const std::string& text) {
    if (!text.empty()) comment->addField(name, Utf8(text), true);
  };
  set("TITLE", tags.title);
  set("ARTIST", tags.artist);
  set("ALBUM", tags.album);
  set("DATE", tags.date);
  set("COMMENT", tags.comment);
  if (!tags.language.empty()) set("LANGUAGE", Iso639_2(tags.language));
  for (const auto& [name, value] : Extras(tags, certificate)) set(name, value);
  return file.save();
}

bool TagWav(const std::filesystem::path& path, const Tags& tags, const Certificate& certificate) {
  TagLib::RIFF::WAV::File file(path.c_str(), false);
  // TagLib knows no RF64: a file past 4 GiB has its bext chunk only.
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
      return TagMp4(path, tags, certificate);
    case Format::kWav:
      return TagWav(path, tags, certificate);
    case Format::kOpus: {
      TagLib::Ogg::Opus::File file(path.c_str(), false);
      return TagXiph(file, file.tag(), tags, certificate);
    }
    case Format::kOgg: {
      TagLib::Ogg::Vorbis::File file(path.c_str(), false);
      return TagXiph(file, file.tag(), tags, certificate);
    }
    case Format::kFlac: {
      TagLib::FLAC::File file(path.c_str(), false);
      return TagXiph(file, file.xiphComment(true), tags, certificate);
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
  return Fail(Code::kOutput, shown.string(), {"cannot write the tags", "无法写入标签"},
              {"make room, or name another place with -o", "请腾出空间，或用 -o 指定别处"});
}

}  // namespace boyin::encode
