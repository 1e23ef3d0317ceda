#include <doctest/doctest.h>

#include "base/file.h"
#include "base/table.h"
#include "pronounce/read.h"

namespace boyin::pronounce {
namespace {

void CheckGolden(const std::string& name, bool surface) {
  const Result<std::string> text = ReadFile(std::string(BOYIN_SOURCE_DIR "/tests/golden/") + name);
  REQUIRE(text);
  const auto rows = table::Parse(*text, name, 2);
  REQUIRE(rows);
  REQUIRE(rows->size() > 40);
  for (const table::Row& row : *rows) {
    CAPTURE(row.cells[0]);
    const std::string wanted(row.cells[1]);
    CHECK((surface ? Spoken(row.cells[0]) : Read(row.cells[0])) == wanted);
  }
}

TEST_CASE("polyphones in phrases") { CheckGolden("pronounce-phrases.tsv", false); }
TEST_CASE("the seed article") { CheckGolden("pronounce-seed.tsv", false); }
TEST_CASE("tones in connected speech") { CheckGolden("pronounce-sandhi.tsv", true); }

}  // namespace
}  // namespace boyin::pronounce
