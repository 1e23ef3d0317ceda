// The tables that a linguist edits: UTF-8, tab-separated, one entry a line, `#` starts a comment
// line, empty lines are ignored. No quoting.
//
//   Result<std::vector<table::Row>> rows = table::Parse(data::units_tsv(), "units.tsv", 2);
//   for (const table::Row& row : *rows) units[row.cells[0]] = row.cells[1];
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::table {

struct Row {
  std::size_t line = 0;                 ///< 1-based
  std::vector<std::string_view> cells;  ///< views into the text given to Parse
};

/// Splits `text`. Every row has at least `min_cells` cells, else kInput at `name:line`.
[[nodiscard]] Result<std::vector<Row>> Parse(std::string_view text, std::string_view name,
                                             std::size_t min_cells);

}  // namespace boyin::table
