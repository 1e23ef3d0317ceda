#include <doctest/doctest.h>

#include "encode/encode.h"

namespace boyin::encode {
namespace {

TEST_CASE("formats by name and by extension") {
  CHECK(*FormatFromName("mp3") == Format::kMp3);
  CHECK(*FormatFromName("AAC") == Format::kM4a);
  CHECK(*FormatOfPath("out/新闻.FLAC") == Format::kFlac);
  CHECK(*FormatOfPath("a.b.opus") == Format::kOpus);
  for (const char* wrong : {"a", "a.", "a.txt", "", ".mp3/"}) {
    CAPTURE(wrong);
    CHECK(FormatOfPath(wrong).error().code == Code::kUsage);
  }
  CHECK(FormatName(Format::kOgg) == "ogg");
}

TEST_CASE("what is not said is chosen") {
  CHECK(*Resolve({}, 44100) == Settings{Format::kMp3, 1, 44100, 96});
  CHECK(*Resolve({.format = Format::kOpus}, 44100) == Settings{Format::kOpus, 1, 48000, 48});
  CHECK(*Resolve({.format = Format::kWav, .bitrate_kbps = 99}, 22050) ==
        Settings{Format::kWav, 1, 22050, 0});
  CHECK(*Resolve({.channels = 2}, 48000) == Settings{Format::kMp3, 2, 48000, 128});
  CHECK(Resolve({}, 12000)->bitrate_kbps == 64);
  CHECK(Resolve({.format = Format::kOpus, .sample_rate_hz = 44100}, 44100)->sample_rate_hz ==
        48000);
}

TEST_CASE("what does not go together is refused with what does") {
  const auto refused = [](const Settings& settings) {
    const Result<Settings> resolved = Resolve(settings, 44100);
    REQUIRE(!resolved);
    CHECK(resolved.error().code == Code::kUsage);
    return resolved.error().mend.en;
  };
  CHECK(refused({.format = Format::kMp3, .sample_rate_hz = 22050, .bitrate_kbps = 320}) ==
        "use 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160");
  CHECK(refused({.channels = 3}) == "use 1, 2");
  CHECK(refused({.format = Format::kMp3, .sample_rate_hz = 44000}).find("44100") !=
        std::string::npos);
  CHECK(refused({.format = Format::kMp3, .bitrate_kbps = 97}).find("96") != std::string::npos);
  CHECK(refused({.format = Format::kMp2, .channels = 2, .bitrate_kbps = 32}).find("64") !=
        std::string::npos);
  CHECK(refused({.format = Format::kOpus, .bitrate_kbps = 600}) == "use 12 … 256");
  CHECK(refused({.format = Format::kWav, .sample_rate_hz = 1}) == "use 8000 … 192000");
}

TEST_CASE("the label of synthetic content is the JSON of GB 45438-2025") {
  CHECK(AigcJson({.content_producer = "播音", .produce_id = "a\"b"}) ==
        R"({"Label":"1","ContentProducer":"播音","ProduceID":"a\"b","ReservedCode1":"",)"
        R"("ContentPropagator":"","PropagateID":"","ReservedCode2":""})");
  CHECK(AigcJson({.content_producer = "\xff"}).find("\xEF\xBF\xBD") != std::string::npos);
}

TEST_CASE("the libraries say their versions") {
  for (const Library& library : Libraries()) {
    CAPTURE(library.name);
    CHECK(library.version.find('.') != std::string::npos);
    CHECK(std::isdigit(static_cast<unsigned char>(library.version.front())) != 0);
  }
}

}  // namespace
}  // namespace boyin::encode
