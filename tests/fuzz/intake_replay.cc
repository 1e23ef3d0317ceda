// What the fuzzers of intake check, on their corpus and on mutations of it, in ctest.
#include <array>
#include <filesystem>
#include <random>

#include <doctest/doctest.h>

#include "base/file.h"
#include "fuzz/intake.h"
#include "fuzz/mutate.h"
#include "paths.h"

namespace boyin::intake {
namespace {

namespace fs = std::filesystem;

struct Target {
  std::string folder;
  std::string name;  ///< that the fuzzer gives its input
};

TEST_CASE("the corpus and mutations of it break no law") {
  const std::array<Target, 8> targets{{{"archive", "a.zip"},
                                       {"charset", "a.txt"},
                                       {"feed", "a.rss"},
                                       {"html", "a.html"},
                                       {"markdown", "a.md"},
                                       {"pdf", "a.pdf"},
                                       {"ssml", "a.ssml"},
                                       {"subtitles", "a.srt"}}};
  std::mt19937 random(623);
  for (const Target& target : targets) {
    std::size_t files = 0;
    const fs::path folder = test::SourcePath("tests/fuzz/corpus/intake_" + target.folder);
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      const Result<std::string> bytes = ReadFile(entry.path());
      REQUIRE(bytes.has_value());
      CheckRead(*bytes, target.name);
      for (int i = 0; i < 200; ++i) CheckRead(fuzz::Mutated(*bytes, random), target.name);
      ++files;
    }
    CAPTURE(target.folder);
    CHECK(files > 0);
  }
}

}  // namespace
}  // namespace boyin::intake
