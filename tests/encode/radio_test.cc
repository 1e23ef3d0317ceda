#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <vector>

#include <doctest/doctest.h>
#include <sndfile.h>
#include <sys/stat.h>

#include "base/file.h"
#include "encode/chunks.h"
#include "encode/encode.h"
#include "encode/fields.h"
#include "encode/folder.h"
#include "encode/writer.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

Tags RadioTags() {
  Tags tags{.title = "早间新闻：盐城", .artist = "播音员 女", .album = "盐阜大众报"};
  tags.date = "2017-02-03";
  tags.aigc = Aigc{};
  tags.radio.bext = {.description = "",
                     .originator = "Yancheng FM",
                     .originator_reference = "CNYCF20170203",
                     .origination_time = "06:00:00",
                     .time_reference = (std::int64_t{6} << 32U) + 7};
  tags.radio.with_cart = true;
  Cart& cart = tags.radio.cart;
  cart.cut_id = "10001";
  cart.client_id = "盐城广播电视台";
  cart.category = "NEWS";
  cart.classification = "要闻";
  for (int i = 0; i < 30; ++i) cart.out_cue += "谢谢收听";  // 360 bytes; 64 hold 21 characters
  cart.start_date = "2026-11-24";
  cart.start_time = "06:00:00";
  cart.end_date = "2026-11-25";
  cart.end_time = "23:59:59";
  cart.producer_app_version = "1.0";
  cart.user_text = "user";
  cart.url = "https://example.org/a";
  cart.tag_text = "第一行\r\n第二行";
  cart.timers = {{"SEGs", 100000}, {"SEGe", 120000}, {"INTs", 0}, {"INTe", 44100}};
  return tags;
}

std::uint32_t Little(const std::string& bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return value;
}

/// The chunks of a RIFF file by their names, the sound left out.
std::map<std::string, std::string> Chunks(const std::string& bytes) {
  std::map<std::string, std::string> chunks;
  REQUIRE(bytes.substr(8, 4) == "WAVE");
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::size_t size = Little(bytes, at + 4, 4);
    chunks[bytes.substr(at, 4)] = bytes.substr(at + 8, size);
    at += 8 + size + size % 2;
  }
  return chunks;
}

std::string Field(const std::string& chunk, std::size_t at, std::size_t size) {
  std::string field = chunk.substr(at, size);
  field.resize(std::min(field.find('\0'), field.size()));
  return field;
}

struct Made {
  std::map<std::string, std::string> chunks;
  Certificate certificate;
};

const Made& MadeWav() {
  static const Made made = [] {
    const Folder folder;
    const std::filesystem::path path = folder.path() / "a.wav";
    const produce::Programme programme =
        signals::MakeProgramme(5, *produce::FindProfile("podcast"));
    const Certificate certificate =
        Encode(programme, {.format = Format::kWav}, RadioTags(), path).value();
    return Made{Chunks(ReadFile(path).value()), certificate};
  }();
  return made;
}

TEST_CASE("the cart chunk has every field in its place (AES46)") {
  const Tags tags = RadioTags();
  const Cart& cart = tags.radio.cart;
  const std::string& chunk = MadeWav().chunks.at("cart");
  CHECK(chunk.size() >= 2048 + cart.tag_text.size());
  CHECK(chunk.substr(0, 4) == "0101");
  CHECK(Field(chunk, 4, 64) == tags.title);
  CHECK(Field(chunk, 68, 64) == tags.artist);
  CHECK(Field(chunk, 132, 64) == "10001");
  CHECK(Field(chunk, 196, 64) == cart.client_id);
  CHECK(Field(chunk, 260, 64) == "NEWS");
  CHECK(Field(chunk, 324, 64) == "要闻");
  CHECK(Field(chunk, 388, 64) == cart.out_cue.substr(0, 63));
  CHECK(chunk.substr(452, 10) == "2026-11-24");
  CHECK(chunk.substr(462, 8) == "06:00:00");
  CHECK(chunk.substr(470, 10) == "2026-11-25");
  CHECK(chunk.substr(480, 8) == "23:59:59");
  CHECK(Field(chunk, 488, 64) == "boyin");
  CHECK(Field(chunk, 552, 64) == "1.0");
  CHECK(Field(chunk, 616, 64) == "user");
  CHECK(Little(chunk, 680, 4) == 32768);
  const auto samples = static_cast<std::uint32_t>(MadeWav().certificate.samples);
  const std::vector<std::pair<std::string, std::uint32_t>> timers = {
      {"SEGs", 100000}, {"SEGe", 120000}, {"INTs", 0},
      {"INTe", 44100},  {"AUDs", 0},      {"AUDe", samples}};
  for (std::size_t i = 0; i < 8; ++i) {
    const auto [usage, sample] =
        i < timers.size() ? timers[i] : std::pair(std::string(4, '\0'), std::uint32_t{0});
    CHECK(chunk.substr(684 + 8 * i, 4) == usage);
    CHECK(Little(chunk, 688 + 8 * i, 4) == sample);
  }
  CHECK(chunk.substr(748, 276) == std::string(276, '\0'));
  CHECK(Field(chunk, 1024, 1024) == cart.url);
  // libsndfile ends it with a line feed.
  CHECK(Field(chunk, 2048, chunk.size() - 2048) == cart.tag_text + "\r\n");
}

TEST_CASE("the bext chunk has every field in its place (EBU Tech 3285)") {
  const std::string& chunk = MadeWav().chunks.at("bext");
  CHECK(chunk.size() >= 602);
  CHECK(Field(chunk, 0, 256) == "zao jian xin wen: yan cheng");
  CHECK(Field(chunk, 256, 32) == "Yancheng FM");
  CHECK(Field(chunk, 288, 32) == "CNYCF20170203");
  CHECK(chunk.substr(320, 10) == "2017-02-03");
  CHECK(chunk.substr(330, 8) == "06:00:00");
  CHECK(Little(chunk, 338, 4) == 7);
  CHECK(Little(chunk, 342, 4) == 6);
  CHECK(Little(chunk, 346, 2) == 2);
  CHECK(chunk.substr(348, 64) == std::string(64, '\0'));
  const Certificate& certificate = MadeWav().certificate;
  const auto hundredths = [&](std::size_t at) {
    return static_cast<std::int16_t>(Little(chunk, at, 2)) / 100.0;
  };
  CHECK(std::abs(hundredths(412) - certificate.integrated_lufs) < 0.02);
  CHECK(std::abs(hundredths(414) - certificate.range_lu) < 0.02);
  CHECK(std::abs(hundredths(416) - certificate.true_peak_dbtp) < 0.02);
  CHECK(std::abs(hundredths(418) - certificate.momentary_max_lufs) < 0.02);
  CHECK(std::abs(hundredths(420) - certificate.short_term_max_lufs) < 0.02);
  CHECK(chunk.substr(422, 180) == std::string(180, '\0'));
  for (const char c : chunk.substr(0, 346)) CHECK(static_cast<unsigned char>(c) < 0x80);
  CHECK(chunk.substr(602).starts_with("A=PCM,F=44100,W=16,M=mono"));
}

TEST_CASE("iXML has the Chinese that bext cannot hold") {
  const std::string& chunk = MadeWav().chunks.at("iXML");
  CHECK(chunk.size() % 2 == 0);
  CHECK(chunk.find("<BWF_DESCRIPTION>早间新闻：盐城</BWF_DESCRIPTION>") != std::string::npos);
  CHECK(chunk.find("<BWF_TIME_REFERENCE_HIGH>6</") != std::string::npos);
  CHECK(chunk.find("<TRACK_COUNT>1</TRACK_COUNT>\n<TRACK>\n<CHANNEL_INDEX>1</CHANNEL_INDEX>") !=
        std::string::npos);
  CHECK(IxmlChunk({}, 2).find("<TRACK_COUNT>2</TRACK_COUNT>") != std::string::npos);
  CHECK(chunk.find("<AIGC>{&quot;Label&quot;:&quot;1&quot;") != std::string::npos);
  const std::string text = IxmlChunk({.title = "a<b & \x01\"c\""});
  CHECK(text.find("<TITLE>a&lt;b &amp; &quot;c&quot;</TITLE>") != std::string::npos);
}

TEST_CASE("ASCII for what is not") {
  CHECK(AsciiText("盐城café 6·23") == "yan chengcafe 6?23");
  CHECK(AsciiText("新闻\n①…") == "xin wen 1...");
  CHECK(AsciiText("") == "");
}

TEST_CASE("without loudness the fields of bext say that there is none") {
  SF_BROADCAST_INFO bext{};
  PutLoudness(bext, {});
  CHECK(bext.loudness_value == -7000);
  CHECK(bext.max_true_peak_level == 0x7FFF);
}

TEST_CASE("no cart chunk where none is asked for; timers that cannot be are refused") {
  const Folder folder;
  const std::filesystem::path path = folder.path() / "a.wav";
  const produce::Programme programme = signals::MakeProgramme(2, *produce::FindProfile("podcast"));
  REQUIRE(Encode(programme, {.format = Format::kWav}, {.title = "甲"}, path));
  CHECK(!Chunks(ReadFile(path).value()).contains("cart"));
  Tags tags = RadioTags();
  tags.radio.cart.timers = {{"SEG", 1}};
  CHECK(CheckTags(Format::kWav, tags).error().code == Code::kUsage);
  tags.radio.cart.timers.assign(9, {"SEGs", 1});
  CHECK(CheckTags(Format::kWav, tags).error().code == Code::kUsage);
}

TEST_CASE("Rivendell's sidecar has one element a line and points in milliseconds") {
  Tags tags = RadioTags();
  tags.title = "甲 & 乙\n丙";
  Certificate certificate;
  certificate.sample_rate_hz = 44100;
  certificate.samples = 441000;
  const std::string xml = RivendellXml(tags, certificate);
  for (const char* line :
       {"\n<cart>\n", "\n<number>10001</number>\n", "\n<groupName>NEWS</groupName>\n",
        "\n<title>甲 &amp; 乙 丙</title>\n", "\n<cut>\n", "\n<endPoint>10000</endPoint>\n",
        "\n<segueStartPoint>2267</segueStartPoint>\n", "\n<talkEndPoint>1000</talkEndPoint>\n",
        "\n<startDatetime>2026-11-24T06:00:00</startDatetime>\n", "\n</cart>\n"}) {
    CAPTURE(line);
    CHECK(xml.find(line) != std::string::npos);
  }
}

TEST_CASE("timers count from the end where negative; what is not set is the whole file") {
  const Cart cart{.timers = {{"SEGs", -1000}, {"INTe", 500}, {"INTs", -9999999}}};
  CHECK(ResolvedTimers(cart, 44100) == std::vector<CartTimer>{{"SEGs", 43100},
                                                              {"INTe", 500},
                                                              {"INTs", 0},
                                                              {"SEGe", 44100},
                                                              {"AUDs", 0},
                                                              {"AUDe", 44100}});
}

TEST_CASE("the station's file") {
  const Result<Radio> radio = ReadRadio(R"(sidecar = true
[bext]
originator = "盐城广播"
date = 2026-11-24
time = 06:00:00
time_reference = 952560000
[cart]
cut_id = "10001"
category = "NEWS"
start = 2026-11-24T06:30:00
end = 2026-11-30
text = "a"
[timers]
INTe = 4.5
SEGs = -2
)",
                                        "radio.toml", 44100);
  REQUIRE(radio);
  CHECK(radio->with_sidecar);
  CHECK(radio->with_cart);
  CHECK(radio->bext == Bext{.originator = "盐城广播",
                            .origination_date = "2026-11-24",
                            .origination_time = "06:00:00",
                            .time_reference = 952560000});
  CHECK(radio->cart.start_date == "2026-11-24");
  CHECK(radio->cart.start_time == "06:30:00");
  CHECK(radio->cart.end_date == "2026-11-30");
  CHECK(radio->cart.end_time == "23:59:59");
  CHECK(radio->cart.timers == std::vector<CartTimer>{{"INTe", 198450}, {"SEGs", -88200}});
  CHECK(*ReadRadio("", "r", 44100) == Radio{});
}

TEST_CASE("what is wrong in the station's file is told with its place") {
  const auto place = [](const char* text) {
    const Result<Radio> radio = ReadRadio(text, "r.toml", 44100);
    REQUIRE(!radio);
    CHECK(radio.error().code == Code::kInput);
    CHECK(!radio.error().what.zh.empty());
    return radio.error().where;
  };
  CHECK(place("[cart]\ncutid = \"1\"") == "r.toml:2:1");
  CHECK(place("[cart]\ncut_id = 10001") == "r.toml:2:10");
  CHECK(place("[cart]\nstart = \"yesterday\"") == "r.toml:2:9");
  CHECK(place("[timers]\nSEGs = \"x\"") == "r.toml:2:8");
  CHECK(place("[timers]\nSEGs = nan") == "r.toml:2:8");
  CHECK(place("[timers]\nSEG = 1") == "r.toml:2:1");
  CHECK(place("[bext]\ntime_reference = -1") == "r.toml:2:18");
  CHECK(place("sidecar = 1") == "r.toml:1:11");
  CHECK(place("cart = 1") == "r.toml:1:8");
  CHECK(place("[cart").starts_with("r.toml:1:"));
}

TEST_CASE("the sidecar comes with the sound, or neither comes") {
  const Folder folder;
  const produce::Programme programme = signals::MakeProgramme(2, *produce::FindProfile("podcast"));
  Tags tags = RadioTags();
  tags.radio.with_sidecar = true;
  const Settings settings{.format = Format::kWav};
  const Certificate made = Encode(programme, settings, tags, folder.path() / "a.wav").value();
  CHECK(ReadFile(folder.path() / "a.xml").value() == RivendellXml(tags, made));
  CHECK(folder.files() == 2);
  std::filesystem::create_directory(folder.path() / "b.wav");  // cannot be renamed onto
  CHECK(!Encode(programme, settings, tags, folder.path() / "b.wav"));
  CHECK(!std::filesystem::exists(folder.path() / "b.xml"));
}

constexpr std::int64_t kHugeSamples = (std::int64_t{5} << 30U) / 4 + 1;  // 5 GiB in two channels

/// Whether holes in a file of `folder` take no room: it may not, on FAT and the like.
bool HoldsSparseFiles(const Folder& folder) {
  const std::filesystem::path path = folder.path() / "hole";
  std::ofstream(path).put('x');
  std::error_code error;
  std::filesystem::resize_file(path, std::uintmax_t{5} << 30U, error);
  struct stat status {};
  const bool sparse = !error && stat(path.c_str(), &status) == 0 && status.st_blocks < 2048;
  std::filesystem::remove(path);
  return sparse;
}

/// Two seconds of a file that was announced to have kHugeSamples; `between` is done to it before it
/// is finished. It must be RF64 of `samples`, with all chunks, to libsndfile and to FFmpeg.
void CheckRf64(const Folder& folder, std::int64_t samples,
               const std::function<void(const std::filesystem::path&)>& between) {
  const std::filesystem::path path = folder.path() / "a.wav";
  const Tags tags = RadioTags();
  auto writer = OpenSndfileWriter({.format = Format::kWav, .channels = 2, .sample_rate_hz = 48000},
                                  tags, kHugeSamples, path, path)
                    .value();
  signals::Do(writer->Write(std::vector<float>(96000, 0.25F)));
  between(path);
  REQUIRE(writer->Finish());
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  REQUIRE(file != nullptr);
  CHECK((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_RF64);
  CHECK(info.frames == samples);
  SF_CART_INFO cart{};
  CHECK(sf_command(file, SFC_GET_CART_INFO, &cart, sizeof(cart)) == SF_TRUE);
  SF_BROADCAST_INFO bext{};
  CHECK(sf_command(file, SFC_GET_BROADCAST_INFO, &bext, sizeof(bext)) == SF_TRUE);
  std::array<short, 2> first{};
  std::array<short, 2> last{};
  CHECK(sf_readf_short(file, first.data(), 1) == 1);
  CHECK(sf_seek(file, samples - 1, SEEK_SET) == samples - 1);
  CHECK(sf_readf_short(file, last.data(), 1) == 1);
  sf_close(file);
  CHECK(first == std::array<short, 2>{8192, 8192});
  CHECK(last == first);
  CHECK(std::string(cart.cut_id) == "10001");
  CHECK(std::string(bext.originator) == "Yancheng FM");
  if (!HasProbe()) return;
  CHECK(std::abs(std::stod(Probe(path)["format"]["duration"].get<std::string>()) -
                 static_cast<double>(samples) / 48000) < 0.001);
}

TEST_CASE("a WAV file that will pass 4 GiB is RF64 from the start") {
  const Folder folder;
  CheckRf64(folder, 96000, [](const std::filesystem::path&) {});
}

// All but the first two seconds and the last sample is a hole, which takes no room and no time.
TEST_CASE("a WAV file of 5 GiB") {
  const Folder folder;
  if (!HoldsSparseFiles(folder)) {
    MESSAGE("skipped: this file system has no sparse files");
    return;
  }
  CheckRf64(folder, kHugeSamples, [](const std::filesystem::path& path) {
    const auto header = std::filesystem::file_size(path) - 96000 * 4;
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(header) + (kHugeSamples - 1) * 4);
    const std::array<short, 2> sample{8192, 8192};
    file.write(reinterpret_cast<const char*>(sample.data()), sizeof(sample));
  });
}

}  // namespace
}  // namespace boyin::encode
