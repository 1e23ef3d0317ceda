// What readers look for in a container, byte by byte.
#include <cmath>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/file.h"
#include "encode/encode.h"
#include "encode/folder.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

const produce::Programme& Programme() {
  static const produce::Programme programme =
      signals::MakeProgramme(25, *produce::FindProfile("podcast"));
  return programme;
}

std::string Made(Format format, const Tags& tags, const std::filesystem::path& path) {
  REQUIRE(Encode(Programme(), {.format = format}, tags, path));
  return ReadFile(path).value();
}

std::uint64_t Number(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

TEST_CASE("the table of contents of an MP3 has a title of its own") {
  const Folder folder;
  const std::string mp3 = Made(Format::kMp3, {.title = "news", .chapters = {{"a", 0}, {"b", 5000}}},
                               folder.path() / "a.mp3");
  const std::size_t at = mp3.find("CTOC");
  REQUIRE(at != std::string::npos);
  const std::size_t size = Number(mp3, at + 4, 4);
  const std::string_view frame = std::string_view(mp3).substr(at + 10, size);
  CHECK(frame.find("TIT2") != std::string_view::npos);
  CHECK(frame.find(std::string_view("n\0e\0w\0s\0", 8)) != std::string_view::npos);
}

TEST_CASE("an M4A says the language of its sound and of its chapters") {
  if (!HasProbe()) return;
  for (const auto& [language, code] : {std::pair{"zh-CN", "zho"}, std::pair{"en", "eng"}}) {
    const Folder folder;
    const std::filesystem::path path = folder.path() / "a.m4a";
    Made(Format::kM4a, {.language = language, .chapters = {{"甲", 0}, {"乙", 5000}}}, path);
    const nlohmann::json streams = Probe(path)["streams"];
    REQUIRE(streams.size() == 2);
    for (const nlohmann::json& stream : streams) CHECK(stream["tags"]["language"] == code);
  }
}

TEST_CASE("each chapter title of an M4A is a chunk of its own, where its text stands") {
  const Folder folder;
  std::vector<Chapter> chapters;
  for (int i = 0; i < 12; ++i) chapters.push_back({fmt::format("第{}章", i), i * 1000});
  const std::string m4a =
      Made(Format::kM4a, {.title = "题", .language = "zh", .chapters = chapters},
           folder.path() / "a.m4a");
  // The last table of offsets is that of the chapter track.
  const std::size_t at = m4a.rfind("stco");
  REQUIRE(at != std::string::npos);
  REQUIRE(Number(m4a, at + 8, 4) == chapters.size());
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const std::size_t offset = Number(m4a, at + 12 + i * 4, 4);
    const std::size_t length = Number(m4a, offset, 2);
    CHECK(m4a.substr(offset + 2, length) == chapters[i].title);
  }
  const std::size_t runs = m4a.rfind("stsc");
  CHECK(Number(m4a, runs + 8, 4) == 1);
  CHECK(Number(m4a, runs + 16, 4) == 1);  // samples of each chunk
}

TEST_CASE("a FLAC has a seek table whose points are frames") {
  const Folder folder;
  const std::string flac = Made(Format::kFlac, {.title = "题"}, folder.path() / "a.flac");
  REQUIRE(flac.starts_with("fLaC"));
  std::size_t at = 4;
  std::size_t table = 0;
  std::size_t table_size = 0;
  for (bool last = false; !last;) {
    last = (Number(flac, at, 1) & 0x80U) != 0;
    const std::size_t size = Number(flac, at + 1, 3);
    if ((Number(flac, at, 1) & 0x7FU) == 3) {
      table = at + 4;
      table_size = size;
    }
    at += 4 + size;
  }
  REQUIRE(table > 0);
  const std::size_t points = table_size / 18;
  CHECK(points == 3);  // at 0, 10 and 20 seconds
  for (std::size_t i = 0; i < points; ++i) {
    const std::uint64_t sample = Number(flac, table + i * 18, 8);
    const std::uint64_t offset = Number(flac, table + i * 18 + 8, 8);
    const std::uint64_t block = Number(flac, table + i * 18 + 16, 2);
    CHECK(std::abs(static_cast<double>(sample) / 44100 - static_cast<double>(i) * 10) < 0.2);
    CHECK(Number(flac, at + offset, 2) == 0xFFF8);
    CHECK(sample % block == 0);
  }
}

TEST_CASE("the serial number of an Ogg stream is that of what is in it") {
  const Folder folder;
  for (const Format format : {Format::kOpus, Format::kOgg}) {
    const auto serial = [&](const std::string& title) {
      const std::string ogg = Made(format, {.title = title}, folder.path() / "a.ogg");
      REQUIRE(ogg.starts_with("OggS"));
      return ogg.substr(14, 4);
    };
    const std::string first = serial("甲");
    CHECK(first != std::string(4, '\0'));
    CHECK(first == serial("甲"));
    CHECK(first != serial("乙"));
  }
}

}  // namespace
}  // namespace boyin::encode
