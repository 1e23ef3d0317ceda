#include "publish/media/cover.h"

#include <memory>
#include <vector>

#include <doctest/doctest.h>
#include <turbojpeg.h>

namespace boyin::publish {
namespace {

struct Size {
  int width = 0;
  int height = 0;
  int colours = 0;

  bool operator==(const Size&) const = default;
};

/// Decodes the whole picture.
Size Decoded(const std::string& bytes) {
  struct Close {
    void operator()(void* handle) const { tjDestroy(handle); }
  };
  const std::unique_ptr<void, Close> handle(tjInitDecompress());
  Size size;
  int subsampling = 0;
  auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto length = static_cast<unsigned long>(bytes.size());
  REQUIRE(tjDecompressHeader3(handle.get(), data, length, &size.width, &size.height, &subsampling,
                              &size.colours) == 0);
  std::vector<unsigned char> pixels(static_cast<std::size_t>(size.width * size.height * 3));
  CHECK(tjDecompress2(handle.get(), data, length, pixels.data(), size.width, 0, size.height,
                      TJPF_RGB, 0) == 0);
  return size;
}

std::string LongTitle(int times) {
  std::string title;
  for (int i = 0; i < times; ++i) title += "认真组织抗击“6·23”特大龙卷风冰雹灾害，";
  return title;
}

TEST_CASE("covers are what Apple asks of artwork, whatever the title") {
  for (const std::string& title :
       {std::string("盐城市委书记、代市长戴源：以“两聚一高”为引领，创先争优"), std::string("要闻"),
        std::string(), std::string("A title in English only"), LongTitle(6), LongTitle(60)}) {
    CAPTURE(title);
    const Result<encode::Picture> cover = MakeCover(
        {.programme = "盐阜大众报", .title = title, .date = "2017-02-03", .note = "女声"});
    REQUIRE(cover);
    CHECK(cover->mime == "image/jpeg");
    CHECK(cover->bytes.size() < 512000);
    CHECK(Decoded(cover->bytes) == Size{3000, 3000, TJCS_YCbCr});
  }
}

TEST_CASE("the same text gives the same picture, another title another") {
  const CoverText text{.programme = "早间新闻", .title = "今日要闻", .date = "2026-11-24"};
  CHECK(*MakeCover(text) == *MakeCover(text));
  CoverText other = text;
  other.title = "明日要闻";
  CHECK(*MakeCover(other) != *MakeCover(text));
}

TEST_CASE("a character that no font has is left out, a text of such characters is an error") {
  // From a private plane, which no font of Debian has.
  const std::string none = "\U000F0000";
  CHECK(*MakeCover({.title = "今日" + none + "要闻"}) == *MakeCover({.title = "今日要闻"}));
  const Result<encode::Picture> cover = MakeCover({.title = "甲" + none + none});
  REQUIRE(!cover);
  CHECK(cover.error().code == Code::kOther);
  CHECK(cover.error().mend.en.find("fonts-wqy-microhei") != std::string::npos);
  CHECK(cover.error().mend.zh.find("fonts-wqy-microhei") != std::string::npos);
  CHECK(MakeCover({.title = "\xFF\xFE坏字节"}));
}

TEST_CASE("dates as they are written in Chinese") {
  CHECK(WrittenDate("2017-02-03") == "2017年2月3日");
  CHECK(WrittenDate("2017-12") == "2017年12月");
  CHECK(WrittenDate("2017") == "2017年");
  for (const char* other : {"", "昨天", "2017-02-03T06:00", "2017/02/03", "2017-", "2017-0-1"}) {
    CHECK(WrittenDate(other) == other);
  }
}

}  // namespace
}  // namespace boyin::publish
