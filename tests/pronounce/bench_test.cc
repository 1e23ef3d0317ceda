#include <doctest/doctest.h>

#include "base/file.h"
#include "base/table.h"
#include "paths.h"
#include "pronounce/read.h"

namespace boyin::pronounce {
namespace {

bool Accepts(std::string_view wanted, std::string_view said) {
  return wanted == said || wanted.find(said) != std::string_view::npos;
}

/// How many rows of a two-column file are read as wanted.
void CheckFile(const std::string& name, bool surface, std::size_t least) {
  const Result<std::string> text = ReadFile(test::BenchPath(std::string("pronounce/") + name));
  if (!text) {
    MESSAGE("skipped: no benchmark data");
    return;
  }
  const auto rows = table::Parse(*text, name, 2);
  REQUIRE(rows);
  std::size_t right = 0;
  for (const table::Row& row : *rows) {
    const std::string said = surface ? Spoken(row.cells[0]) : Read(row.cells[0]);
    if (Accepts(row.cells[1], said)) {
      ++right;
    } else {
      MESSAGE(row.cells[0] << ": " << said << ", wanted " << row.cells[1]);
    }
  }
  CHECK(right >= least);
}

TEST_CASE("benchmark: names") { CheckFile("names.tsv", false, 160); }
TEST_CASE("benchmark: sandhi") { CheckFile("sandhi.tsv", true, 36); }

}  // namespace
}  // namespace boyin::pronounce
