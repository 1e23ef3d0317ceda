#include "encode/tags.h"

#include <doctest/doctest.h>
#include <sndfile.h>

#include "base/file.h"
#include "encode/encode.h"
#include "encode/folder.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

const Tags kTags{.title = "盐城市委书记、代市长戴源：创先争优",
                 .artist = "播音员 女",
                 .album = "盐阜大众报",
                 .date = "2017-02-03",
                 .language = "zh-CN",
                 .comment = "来源：盐阜大众报 𠮷",
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
    if (format == Format::kWav) continue;  // ffprobe does not read the ID3 chunk of WAV
    CHECK(tags["language"].substr(0, 3) == "zho");
    const auto loudness = nlohmann::json::parse(tags["boyin_loudness"], nullptr, false);
    REQUIRE(loudness.is_object());
    CHECK(std::abs(loudness["integrated_lufs"].get<double>() + 16) < 0.36);
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
  CHECK(std::string(bext.description).substr(0, 3) == "???");
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
