// One line out for each line in: the spoken text, and what is doubtful in it with its confidence.
// For comparing two states of the rules over much text, and for calibrating.
//
//   bench_normalise_lines [--spans] < TEXT
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "normalise/normalise.h"

namespace {

using boyin::normalise::Detail;
using boyin::normalise::Normaliser;
using boyin::normalise::Piece;
using boyin::normalise::PieceKind;

void PrintSpans(const std::string& line, const boyin::normalise::Spoken& spoken) {
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind != PieceKind::kVerbalised) continue;
    const Detail& detail = spoken.details[piece.detail];
    fmt::print("\t{}:{}:{}:{:.3f}:{}", piece.written.begin, piece.written.end, detail.rule,
               detail.confidence, piece.spoken.In(spoken.text));
  }
  (void)line;
}

}  // namespace

int main(int argc, char** argv) {
  const auto normaliser = Normaliser::Create({});
  if (!normaliser) return 1;
  const bool spans = argc > 1 && std::string(argv[1]) == "--spans";
  for (std::string line; std::getline(std::cin, line);) {
    const auto spoken = normaliser->Normalise(line);
    fmt::print("{}", spoken.text);
    if (spans) PrintSpans(line, spoken);
    fmt::print("\n");
  }
}
