// Every entry of the tables has a line in tests/golden/normalise-tables.tsv that uses it. A new
// entry needs a new line. traditional.tsv is checked against OpenCC (simplify_test.cc), emoji.tsv
// is Unicode's.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/table.h"
#include "normalise/one.h"
#include "paths.h"

namespace boyin::normalise {
namespace {

const std::string kRoot = test::SourcePath("");

std::vector<table::Row> Rows(const std::string& text, const std::string& name, std::size_t cells) {
  const auto rows = table::Parse(text, name, cells);
  REQUIRE(rows);
  return *rows;
}

std::string Load(const std::string& path) {
  const Result<std::string> text = ReadFile(kRoot + path);
  REQUIRE(text);
  return *text;
}

std::vector<std::string> Words(std::string_view cell) {
  std::vector<std::string> out;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(' '), cell.size());
    if (end > 0) out.emplace_back(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return out;
}

/// What a row holds that needs a line of its own: words of a list count one by one.
std::vector<std::string> Entries(const std::string& name, const table::Row& row) {
  std::vector<std::string> out;
  const std::string key(row.cells[0]);
  if (name == "boilerplate.tsv") return {std::string(row.cells[1])};
  if (name == "measures.tsv") return Words(row.cells[1]);
  if (name == "cues.tsv") {
    for (const std::string& word : Words(row.cells[1])) out.push_back(key + " " + word);
    return out;
  }
  if (name != "codes.tsv") return {key};
  for (std::size_t side = 2; side < 4; ++side) {
    for (const std::string& word : Words(row.cells[side])) out.push_back(key + " " + word);
  }
  if (out.empty()) out.push_back(key + " *");
  return out;
}

TEST_CASE("every line of the tables' golden file is read as it says") {
  const std::string text = Load("/tests/golden/normalise-tables.tsv");
  for (const table::Row& row : Rows(text, "normalise-tables.tsv", 3)) {
    const std::string written(row.cells[2]);
    CAPTURE(written);
    CHECK(Read(written) == (row.cells.size() > 3 ? row.cells[3] : ""));
  }
}

TEST_CASE("every entry of every table has a line") {
  const std::string text = Load("/tests/golden/normalise-tables.tsv");
  std::set<std::pair<std::string, std::string>> tested;
  for (const table::Row& row : Rows(text, "normalise-tables.tsv", 3)) {
    tested.emplace(row.cells[0], row.cells[1]);
  }
  for (const std::string name : {"codes.tsv", "compatible.tsv", "cues.tsv", "currencies.tsv",
                                 "boilerplate.tsv", "elements.tsv", "emoticons.tsv", "latin.tsv",
                                 "measures.tsv", "simplify.tsv", "symbols.tsv", "units.tsv"}) {
    const std::string data = Load("/src/normalise/data/" + name);
    const std::size_t cells = name == "emoticons.tsv" ? 1 : (name == "codes.tsv" ? 4 : 2);
    for (const table::Row& row : Rows(data, name, cells)) {
      for (const std::string& entry : Entries(name, row)) {
        CAPTURE(name);
        CAPTURE(entry);
        CHECK(tested.count({name, entry}) == 1);
      }
    }
  }
}

}  // namespace
}  // namespace boyin::normalise
