#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/file.h"
#include "encode/encode.h"
#include "encode/fields.h"
#include "encode/folder.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

constexpr std::array kWithChapters = {Format::kMp3, Format::kM4a, Format::kOpus, Format::kOgg,
                                      Format::kFlac};

const produce::Programme& Programme() {
  static const produce::Programme programme =
      signals::MakeProgramme(12, *produce::FindProfile("podcast"));
  return programme;
}

/// Chapters as ffprobe tells them: begin, end, title.
std::vector<Chapter> Probed(const std::filesystem::path& path) {
  std::vector<Chapter> chapters;
  const nlohmann::json probe = Probe(path);
  REQUIRE(probe.is_object());
  for (const nlohmann::json& chapter : probe["chapters"]) {
    const auto ms = [&](const char* name) {
      return std::llround(std::stod(chapter[name].get<std::string>()) * 1000);
    };
    chapters.push_back({chapter["tags"]["title"], ms("start_time"), ms("end_time")});
  }
  return chapters;
}

void CheckChapters(const std::vector<Chapter>& wanted) {
  for (const Format format : kWithChapters) {
    CAPTURE(FormatName(format));
    const Folder folder;
    const std::filesystem::path path =
        folder.path() / (std::string("a.") + std::string(FormatName(format)));
    const Result<Certificate> made =
        Encode(Programme(), {.format = format}, {.title = "章", .chapters = wanted}, path);
    REQUIRE(made);
    CHECK(std::abs(made->duration_s - static_cast<double>(Programme().samples()) / 44100) < 0.02);
    const std::vector<Chapter> chapters = Probed(path);
    REQUIRE(chapters.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      CHECK(chapters[i].title == wanted[i].title);
      CHECK(chapters[i].begin_ms == wanted[i].begin_ms);
      // Vorbis comments hold no ends; the chapter track of M4A ends where the next begins.
      if (format == Format::kMp3) CHECK(chapters[i].end_ms == wanted[i].end_ms);
    }
  }
}

TEST_CASE("chapters come back from every format, long titles whole") {
  if (!HasProbe()) return;
  std::string long_title;  // 450 bytes
  for (int i = 0; i < 30; ++i) long_title += "要闻：盐城";
  CheckChapters({{"开始曲", 0, 1500},
                 {"要闻：全市生产总值同比增长6.3%，新增就业15万人，𠮷祥村通了公路，"
                  "这一章的题目很长很长，长过一百二十八个字节",
                  1500, 7250},
                 {long_title, 7250, 9001},
                 {"Sign-off & <more>", 9001, 12000}});
}

TEST_CASE("M4A has Nero's list of chapters only where that holds them all") {
  const Folder folder;
  const auto has_list = [&](const std::vector<Chapter>& chapters) {
    const std::filesystem::path path = folder.path() / "a.m4a";
    REQUIRE(Encode(Programme(), {.format = Format::kM4a}, {.chapters = chapters}, path));
    return ReadFile(path).value().find("chpl") != std::string::npos;
  };
  CHECK(has_list({{"甲", 0}, {"乙", 5000}}));
  CHECK(!has_list({{"甲", 0}, {std::string(256, 'x'), 5000}}));
  CHECK(!has_list(std::vector<Chapter>(256, {"甲", 5})));
  CHECK(!has_list({}));
}

TEST_CASE("300 chapters come back from every format") {
  if (!HasProbe()) return;
  std::vector<Chapter> chapters;
  for (std::int64_t i = 0; i < 300; ++i) {
    chapters.push_back({fmt::format("第{}章", i + 1), i * 40, i * 40 + 40});
  }
  CheckChapters(chapters);
}

TEST_CASE("chapters are put in order, and end where the next begins") {
  const Tags tags = Prepared({.chapters = {{"乙", 500}, {"甲", -3}, {"丙", 700, 800}}}, 1000);
  CHECK(tags.chapters == std::vector<Chapter>{{"甲", 0, 500}, {"乙", 500, 700}, {"丙", 700, 800}});
  CHECK(Prepared({.chapters = {{"a", 5000}}}, 1000).chapters.front().begin_ms == 1000);
}

TEST_CASE("more chapters than Vorbis comments can number are refused before the work") {
  const Tags tags{.chapters = std::vector<Chapter>(1001)};
  CHECK(CheckTags(Format::kOpus, tags).error().code == Code::kUsage);
  CHECK(CheckTags(Format::kMp3, tags));
}

}  // namespace
}  // namespace boyin::encode
