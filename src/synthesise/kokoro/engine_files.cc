#include "synthesise/engine_files.h"

#include <charconv>

#include "base/table.h"
#include "synthesise/data.h"
#include "synthesise/kokoro/kokoro.h"

namespace boyin::synthesise::kokoro {

std::vector<EngineFile> Files(const std::string& machine) {
  std::vector<EngineFile> pieces;
  const auto rows = table::Parse(data::kokoro_files_tsv(), "kokoro_files.tsv", 9);
  if (!rows) return pieces;  // a test reads the table, so it is well-formed here
  for (const table::Row& row : *rows) {
    const auto& c = row.cells;
    if (c[1] != "any" && c[1] != machine) continue;
    EngineFile piece{std::string(c[0]), std::string(c[2]), std::string(c[3]),
                     std::string(c[4]), std::string(c[5]), 0,
                     std::string(c[7]), std::string(c[8])};
    std::from_chars(c[6].data(), c[6].data() + c[6].size(), piece.bytes);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace boyin::synthesise::kokoro
