#include "base/table.h"

#include <fmt/format.h>

#include "base/message.h"

namespace boyin::table {
namespace {

std::vector<std::string_view> Split(std::string_view line) {
  std::vector<std::string_view> cells;
  std::size_t begin = 0;
  while (true) {
    const std::size_t tab = line.find('\t', begin);
    cells.push_back(line.substr(begin, tab == std::string_view::npos ? tab : tab - begin));
    if (tab == std::string_view::npos) return cells;
    begin = tab + 1;
  }
}

}  // namespace

Result<std::vector<Row>> Parse(std::string_view text, std::string_view name,
                               std::size_t min_cells) {
  std::vector<Row> rows;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, newline - begin);
    begin = newline + 1;
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    Row row{number, Split(line)};
    if (row.cells.size() < min_cells) {
      return Fail(Code::kInput, fmt::format("{}:{}", name, number),
                  Translated("{} columns wanted, {} found", min_cells, row.cells.size()),
                  Translated("separate the columns with one tab each"));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace boyin::table
