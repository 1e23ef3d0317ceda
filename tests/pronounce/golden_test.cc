#include <doctest/doctest.h>

#include "base/file.h"
#include "base/table.h"
#include "paths.h"
#include "pronounce/read.h"

namespace boyin::pronounce {
namespace {

void CheckGolden(const std::string& name, bool surface) {
  const Result<std::string> text = ReadFile(test::SourcePath(std::string("tests/golden/") + name));
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

/// The readings of the syllables that say bytes [begin, end) of the text.
std::string ReadPart(const Utterance& utterance, std::size_t begin, std::size_t end) {
  std::string out;
  for (const Token& token : utterance.tokens) {
    if (token.kind != TokenKind::kSyllable) continue;
    if (token.spoken.begin < begin || token.spoken.begin >= end) continue;
    if (!out.empty()) out += ' ';
    out += token.pinyin.text();
  }
  return out;
}

/// Rows of a text, a part of it, and how that part is read.
void CheckParts(const std::string& name, std::size_t least) {
  const Result<std::string> text = ReadFile(test::SourcePath(std::string("tests/golden/") + name));
  REQUIRE(text);
  const auto rows = table::Parse(*text, name, 3);
  REQUIRE(rows);
  REQUIRE(rows->size() > least);
  for (const table::Row& row : *rows) {
    CAPTURE(row.cells[0]);
    const Utterance utterance = Say(Default(), std::string(row.cells[0]));
    const std::size_t at = utterance.text.find(row.cells[1]);
    REQUIRE(at != std::string::npos);
    CHECK(ReadPart(utterance, at, at + row.cells[1].size()) == row.cells[2]);
  }
}

TEST_CASE("names in sentences") { CheckParts("pronounce-names.tsv", 1000); }
TEST_CASE("a character in its words") { CheckParts("pronounce-compounds.tsv", 3000); }
TEST_CASE("readings in context") { CheckParts("pronounce-contexts.tsv", 800); }
TEST_CASE("polyphones in phrases") { CheckGolden("pronounce-phrases.tsv", false); }
TEST_CASE("the seed article") { CheckGolden("pronounce-seed.tsv", false); }
TEST_CASE("tones in connected speech") { CheckGolden("pronounce-sandhi.tsv", true); }

}  // namespace
}  // namespace boyin::pronounce
