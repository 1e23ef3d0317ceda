#include "synthesise/pieces.h"

#include <charconv>

#include "base/table.h"
#include "synthesise/data.h"

namespace boyin::synthesise {

std::vector<Piece> KokoroPieces(const std::string& machine) {
  std::vector<Piece> pieces;
  const auto rows = table::Parse(data::kokoro_pieces_tsv(), "kokoro_pieces.tsv", 9);
  if (!rows) return pieces;  // a test reads the table, so it is well-formed here
  for (const table::Row& row : *rows) {
    const auto& c = row.cells;
    if (c[1] != "any" && c[1] != machine) continue;
    Piece piece{std::string(c[0]), std::string(c[2]), std::string(c[3]),
                std::string(c[4]), std::string(c[5]), 0,
                std::string(c[7]), std::string(c[8])};
    std::from_chars(c[6].data(), c[6].data() + c[6].size(), piece.bytes);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace boyin::synthesise
