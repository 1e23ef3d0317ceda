// Every row of patterns.tsv has an example, is what reads it, and reads it as the row says: a row
// that could never win, or whose example another rule reads, fails here.
#include "normalise/pattern.h"

#include <string>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/table.h"
#include "normalise/one.h"
#include "paths.h"

namespace boyin::normalise {
namespace {

TEST_CASE("every row of patterns.tsv wins its example") {
  const Result<std::string> text = ReadFile(test::SourcePath("src/normalise/data/patterns.tsv"));
  REQUIRE(text);
  const auto rows = table::Parse(*text, "patterns.tsv", 11);
  REQUIRE(rows);
  for (const table::Row& row : *rows) {
    const std::string id(row.cells[0]);
    CAPTURE(id);
    const Spoken spoken = House().Normalise(row.cells[9]);
    CHECK(spoken.text == row.cells[10]);
    bool won = row.cells[3] == "-";
    for (const Detail& detail : spoken.details) won = won || detail.rule == "patterns.tsv/" + id;
    CHECK(won);
  }
}

TEST_CASE("a row that cannot be understood is refused with its line") {
  const auto row = [](const std::string& pattern, const std::string& prior) {
    return PatternRules::Load("x\tcode\t" + pattern + "\t$1d\t\t\t\t6\t" + prior + "\t1\t一\n",
                              "t.tsv");
  };
  CHECK(row("D3", "95"));
  CHECK_FALSE(row("", "95"));
  CHECK_FALSE(row("D3", "0"));
  CHECK_FALSE(row("D3", "200"));
  CHECK_FALSE(PatternRules::Load("x\tcode\n", "t.tsv"));
}

}  // namespace
}  // namespace boyin::normalise
