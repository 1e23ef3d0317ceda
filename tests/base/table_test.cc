#include "base/table.h"

#include <doctest/doctest.h>

namespace table = boyin::table;

TEST_CASE("rows, comments, empty lines and both line ends") {
  const auto rows = table::Parse("# units\nkm\t公里\n\nkg\t公斤\t千克\r\n", "units.tsv", 2);
  REQUIRE(rows.has_value());
  REQUIRE(rows->size() == 2);
  CHECK((*rows)[0].cells[1] == "公里");
  CHECK((*rows)[1].line == 4);
  CHECK((*rows)[1].cells[2] == "千克");
}

TEST_CASE("a short row is refused with its line") {
  const auto rows = table::Parse("km\t公里\nkg\n", "units.tsv", 2);
  REQUIRE_FALSE(rows.has_value());
  CHECK(rows.error().code == boyin::Code::kInput);
  CHECK(rows.error().where == "units.tsv:2");
}
