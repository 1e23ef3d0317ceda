#include "server/jobs/zip_stream.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

namespace boyin::server {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kLarge = std::uint64_t{5} << 30U;

std::uint64_t Get(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

TEST_CASE("what 32 bits do not hold stands in ZIP64 fields") {
  const std::string local = ZipLocalHeader({"a", kLarge, 0, 7, 0});
  CHECK(Get(local, 4, 2) == 45);
  CHECK(Get(local, 18, 4) == 0xFFFFFFFF);
  CHECK(Get(local, 31, 2) == 1);
  CHECK(Get(local, 35, 8) == kLarge);
  CHECK(local.size() == 30 + 1 + 4 + 16);
  const std::string directory =
      ZipDirectory({{"a", kLarge, 0, 7, 0}, {"b", 1, kLarge, 7, 0}}, kLarge + 100);
  // The first member's sizes, the second's place, then the end of the large kind and the plain one.
  CHECK(Get(directory, 46 + 1, 2) == 1);
  CHECK(Get(directory, 46 + 1 + 4, 8) == kLarge);
  const std::size_t second = 46 + 1 + 20;
  CHECK(Get(directory, second + 42, 4) == 0xFFFFFFFF);
  CHECK(Get(directory, second + 46 + 1 + 4, 8) == kLarge);
  const std::size_t end = second + 46 + 1 + 12;
  CHECK(Get(directory, end, 4) == 0x06064b50);
  CHECK(Get(directory, end + 48, 8) == kLarge + 100);
  CHECK(directory.size() == end + 56 + 20 + 22);
}

TEST_CASE("what is streamed is read back by another program") {
  if (std::system("command -v python3 >/dev/null") != 0) return;
  const fs::path folder = fs::temp_directory_path() / ("boyin-zip-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "b.bin") << std::string(300'000, 'x');
  std::ofstream(folder / "empty.bin");
  auto pipe = std::make_shared<Pipe>();
  {
    FairExecutor executor(1, 0);
    StreamZip(executor, "a", {{"文/b.bin", folder / "b.bin"}, {"empty", folder / "empty.bin"}},
              pipe);
    std::ofstream out(folder / "made.zip", std::ios::binary);
    while (pipe->end() == Pipe::End::kOpen) {
      while (auto bytes = pipe->Read()) out << *bytes;
    }
    while (auto bytes = pipe->Read()) out << *bytes;
  }
  CHECK(pipe->end() == Pipe::End::kWhole);
  CHECK(
      std::system(
          ("python3 -c \"import zipfile,sys; z=zipfile.ZipFile('" + (folder / "made.zip").string() +
           "'); sys.exit(0 if z.testzip() is None and z.getinfo('文/b.bin').file_size==300000 and "
           "z.getinfo('empty').file_size==0 else 1)\"")
              .c_str()) == 0);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace boyin::server
