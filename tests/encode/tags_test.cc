#include "encode/tags.h"

#include <doctest/doctest.h>
#include <sndfile.h>

#include "base/file.h"
#include "encode/encode.h"
#include "encode/fields.h"
#include "encode/folder.h"
#include "paths.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

/// The smallest JPEG that TagLib and ffprobe take for one; 70 000 bytes, so that it spans Ogg
/// pages.
std::string Jpeg() {
  std::string bytes("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", 20);
  for (unsigned i = 0; bytes.size() < 70000; ++i) bytes.push_back(static_cast<char>(i * 31 % 251));
  return bytes;
}

const Tags kTags{.title = "盐城市委书记、代市长戴源：创先争优",
                 .artist = "播音员 女",
                 .album = "盐阜大众报",
                 .date = "2017-02-03",
                 .language = "zh-CN",
                 .comment = "来源：盐阜大众报 𠮷",
                 .genre = "新闻",
                 .track = "3/12",
                 .lyrics = "各位听众，早上好。\n现在播送新闻。",
                 .synced_lyrics = {{300, "各位听众，早上好。"}, {2500, "现在播送新闻。"}},
                 .chapters = {{"开始曲", 0, 2000, "https://example.org/一"}, {"要闻", 2000}},
                 .cover = Picture{.bytes = Jpeg()},
                 .extra = {{"STATION", "盐城广播"}, {"", "无名"}},
                 .aigc = Aigc{.content_producer = "播音", .produce_id = "20170203-1"}};

std::filesystem::path Make(const Folder& folder, Format format) {
  static const produce::Programme programme =
      signals::MakeProgramme(5, *produce::FindProfile("podcast"));
  const std::filesystem::path path =
      folder.path() / (std::string("a.") + std::string(FormatName(format)));
  REQUIRE(Encode(programme, {.format = format}, kTags, path));
  return path;
}

/// All tags as ffprobe tells them, names in small letters.
std::map<std::string, std::string> Probed(const std::filesystem::path& path) {
  std::map<std::string, std::string> tags;
  const nlohmann::json probe = Probe(path);
  REQUIRE(probe.is_object());
  const auto collect = [&](const nlohmann::json& from) {
    if (!from.contains("tags")) return;
    for (const auto& [name, value] : from["tags"].items()) {
      std::string lower = name;
      for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      tags[lower] = value.get<std::string>();
    }
  };
  collect(probe["streams"][0]);
  collect(probe["format"]);
  return tags;
}

TEST_CASE("Chinese in every tag of every format comes back through ffprobe") {
  if (!HasProbe()) return;
  const Folder folder;
  for (const Format format : {Format::kMp3, Format::kM4a, Format::kOpus, Format::kOgg,
                              Format::kFlac, Format::kWav, Format::kMp2}) {
    CAPTURE(FormatName(format));
    std::map<std::string, std::string> tags = Probed(Make(folder, format));
    CHECK(tags["title"] == kTags.title);
    CHECK(tags["artist"] == kTags.artist);
    CHECK(tags["album"] == kTags.album);
    CHECK(tags["comment"] == kTags.comment);
    CHECK(tags["date"].substr(0, 4) == "2017");
    CHECK(tags["aigc"] == AigcJson(*kTags.aigc));
    CHECK(tags["genre"] == kTags.genre);
    CHECK(tags["track"].starts_with("3"));
    if (format == Format::kWav) continue;  // ffprobe does not read the ID3 chunk of WAV
    CHECK(tags["language"].substr(0, 3) == "zho");
    CHECK(tags["station"] == "盐城广播");
    const bool lyrics = tags["lyrics"] == kTags.lyrics || tags["lyrics-zho"] == kTags.lyrics;
    CHECK(lyrics);
    const auto loudness = nlohmann::json::parse(tags["boyin_loudness"], nullptr, false);
    REQUIRE(loudness.is_object());
    CHECK(std::abs(loudness["integrated_lufs"].get<double>() + 16) < 0.36);
  }
}

TEST_CASE("mutagen reads every tag of every format, and the cover bit for bit") {
  const Folder folder;
  const std::filesystem::path cover = folder.path() / "cover.jpg";
  REQUIRE(WriteFile(cover, kTags.cover->bytes));
  const std::string python =
      "${BOYIN_PYTHON:-python3} " + test::SourcePath("tests/encode/mutagen_tags.py ");
  for (const Format format :
       {Format::kMp3, Format::kM4a, Format::kOpus, Format::kOgg, Format::kFlac, Format::kWav}) {
    CAPTURE(FormatName(format));
    const std::filesystem::path path = Make(folder, format);
    const std::string text = Output(python + path.string() + " " + cover.string());
    if (text.empty() && std::system((python + "2>/dev/null").c_str()) == 77 << 8) return;
    const nlohmann::json told = nlohmann::json::parse(text, nullptr, false);
    REQUIRE(told.is_object());
    CHECK(told["title"] == kTags.title);
    CHECK(told["artist"] == kTags.artist);
    CHECK(told["album"] == kTags.album);
    CHECK(told["date"] == kTags.date);
    CHECK(told["genre"] == kTags.genre);
    CHECK(told["track"] == kTags.track);
    CHECK(told["comment"] == kTags.comment);
    CHECK(told["lyrics"] == kTags.lyrics);
    CHECK(told["cover"] == told["cover_of"]);
    CHECK(told["mime"] == "image/jpeg");
    CHECK(told["aigc"] == AigcJson(*kTags.aigc));
    CHECK(told["station"] == "盐城广播");
    if (format != Format::kMp3 && format != Format::kWav) continue;
    CHECK(told["synced"].dump() == R"([["各位听众，早上好。",300],["现在播送新闻。",2500]])");
    CHECK(told["chapters"].size() == 2);
    CHECK(told["chapters"][0].dump() == R"([0,2000,"开始曲"])");
    CHECK(told["links"].dump() == R"(["https://example.org/%E4%B8%80"])");
    CHECK(told["contents"].dump() == R"(["ch0","ch1"])");
    CHECK(told["encodings"].dump() == "[0,1]");  // the cover's empty description is Latin-1
  }
}

TEST_CASE("MP3 has ID3v2.3 in UTF-16 and no ID3v1") {
  const Folder folder;
  const std::string bytes = ReadFile(Make(folder, Format::kMp3)).value();
  CHECK(bytes.substr(0, 5) == std::string("ID3\x03\x00", 5));
  CHECK(bytes.substr(bytes.size() - 128, 3) != "TAG");
  // 盐 in UTF-16LE after the byte order mark.
  CHECK(bytes.find(std::string("\xFF\xFE\xD0\x76", 4)) != std::string::npos);
  CHECK(bytes.find("TYER") != std::string::npos);
  CHECK(bytes.find("TDRC") == std::string::npos);
}

TEST_CASE("WAV has a bext chunk of version 2 with ASCII text and the loudness") {
  const Folder folder;
  const std::filesystem::path path = Make(folder, Format::kWav);
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  REQUIRE(file != nullptr);
  SF_BROADCAST_INFO bext{};
  CHECK(sf_command(file, SFC_GET_BROADCAST_INFO, &bext, sizeof(bext)) == SF_TRUE);
  sf_close(file);
  CHECK(bext.version == 2);
  const Certificate certificate = Measure(path).value();
  CHECK(std::abs(bext.loudness_value / 100.0 - certificate.integrated_lufs) < 0.02);
  CHECK(std::abs(bext.max_true_peak_level / 100.0 - certificate.true_peak_dbtp) < 0.02);
  CHECK(std::string(bext.originator) == "boyin");
  CHECK(std::string(bext.origination_date, 10) == "2017-02-03");
  for (const char c : bext.description) CHECK(static_cast<unsigned char>(c) < 0x80);
  CHECK(std::string(bext.description).substr(0, 22) == "yan cheng shi wei shu ");
}

TEST_CASE("a cover that is no picture, or far too big, is refused and nothing is written") {
  const Folder folder;
  const produce::Programme programme = signals::MakeProgramme(2, *produce::FindProfile("podcast"));
  for (const std::string& bytes :
       {std::string("GIF89a"), std::string(), Jpeg() + std::string(9 << 20, 'x')}) {
    const Result<Certificate> made =
        Encode(programme, {}, {.cover = Picture{.bytes = bytes}}, folder.path() / "a.mp3");
    REQUIRE(!made);
    CHECK(made.error().code == Code::kInput);
    CHECK(folder.files() == 0);
  }
}

TEST_CASE("bytes that are no UTF-8 do not lose a tag") {
  CHECK(Prepared({.title = "甲\xFF\0乙"}, 1).title == "甲\xEF\xBF\xBD");
  CHECK(CutText("盐城市", 7) == "盐城");
  CHECK(CutText("盐城市", 9) == "盐城市");
  CHECK(TrackNumbers("3/12") == std::pair(3, 12));
  CHECK(TrackNumbers("三") == std::pair(0, 0));
  CHECK(LyricsText({.synced_lyrics = {{61250, "甲"}}}) == "[01:01.25]甲\n");
}

TEST_CASE("languages become three letters") {
  CHECK(Iso639_2("zh-CN") == "zho");
  CHECK(Iso639_2("zh") == "zho");
  CHECK(Iso639_2("en_US") == "eng");
  CHECK(Iso639_2("zho") == "zho");
  CHECK(Iso639_2("yue") == "yue");
  CHECK(Iso639_2("") == "und");
  CHECK(Iso639_2("??") == "und");
}

}  // namespace
}  // namespace boyin::encode
