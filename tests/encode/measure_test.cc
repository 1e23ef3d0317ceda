#include <doctest/doctest.h>

#include "base/file.h"
#include "encode/encode.h"
#include "encode/folder.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

TEST_CASE("what is no audio is an error of the input, and says which file") {
  const Folder folder;
  const std::filesystem::path text = folder.path() / "text.mp3";
  REQUIRE(WriteFile(text, std::string(5000, 'x')));
  const std::filesystem::path empty = folder.path() / "empty.wav";
  REQUIRE(WriteFile(empty, ""));
  for (const std::filesystem::path& path :
       {text, empty, folder.path(), folder.path() / "missing.mp3"}) {
    const Result<Certificate> measured = Measure(path);
    CAPTURE(path.string());
    REQUIRE(!measured);
    CHECK(measured.error().code == Code::kInput);
    CHECK(measured.error().where == path.string());
    CHECK(!measured.error().what.zh.empty());
  }
}

TEST_CASE("a name that looks like a protocol is a file") {
  const Folder folder;
  const produce::Programme programme = signals::MakeProgramme(3, *produce::FindProfile("podcast"));
  const std::filesystem::path path = folder.path() / "http:新闻 %d.wav";
  REQUIRE(Encode(programme, {.format = Format::kWav}, {}, path));
  CHECK(Measure(path)->codec == "pcm_s16le");
}

TEST_CASE("a file cut off in the middle is measured as far as it goes") {
  const Folder folder;
  const produce::Programme programme = signals::MakeProgramme(10, *produce::FindProfile("podcast"));
  const std::filesystem::path path = folder.path() / "a.mp3";
  REQUIRE(Encode(programme, {}, {}, path));
  const std::string bytes = ReadFile(path).value();
  REQUIRE(WriteFile(path, bytes.substr(0, bytes.size() / 2)));
  const Certificate measured = Measure(path).value();
  CHECK(measured.duration_s > 4);
  CHECK(measured.duration_s < 7);
}

TEST_CASE("ffmpeg's own meter agrees") {
  if (!HasProbe()) return;
  const Folder folder;
  const produce::Programme programme = signals::MakeProgramme(20, *produce::FindProfile("podcast"));
  const std::filesystem::path path = folder.path() / "a.mp3";
  const Certificate certificate = Encode(programme, {}, {}, path).value();
  const std::string summary = Output("ffmpeg -hide_banner -nostats -i '" + path.string() +
                                     "' -af ebur128=peak=true:dualmono=true -f null - 2>&1");
  const auto number = [&](const std::string& name) {
    const std::size_t at = summary.rfind(name);
    REQUIRE(at != std::string::npos);
    return std::stod(summary.substr(at + name.size()));
  };
  CHECK(std::abs(number(" I:") - certificate.integrated_lufs) < 0.11);
  CHECK(std::abs(number("LRA:") - certificate.range_lu) < 0.5);
  CHECK(std::abs(number("Peak:") - certificate.true_peak_dbtp) < 0.2);
  CHECK(number("Peak:") <= -1.0);
}

}  // namespace
}  // namespace boyin::encode
