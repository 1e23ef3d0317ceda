#include <doctest/doctest.h>

#include "base/table.h"
#include "base/utf8.h"
#include "pronounce/bytes.h"
#include "pronounce/data.h"
#include "pronounce/lexicon_table.h"
#include "pronounce/polyphone.h"

namespace boyin::pronounce {
namespace {

TEST_CASE("the built tables are whole") {
  const BuiltTable lexicon = TakeApart(data::lexicon_bin(), "boyin lexicon 1\n");
  REQUIRE_FALSE(lexicon.body.empty());
  CHECK(Checksum(lexicon.body) == lexicon.checksum);
  const BuiltTable model = TakeApart(data::polyphone_bin(), "boyin polyphone 1\n");
  REQUIRE_FALSE(model.body.empty());
  CHECK(Checksum(model.body) == model.checksum);
}

TEST_CASE("damaged tables are refused") {
  const std::string_view lexicon = data::lexicon_bin();
  CHECK_FALSE(LexiconTable::Open(""));
  CHECK_FALSE(LexiconTable::Open(lexicon.substr(0, lexicon.size() - 1)));
  CHECK_FALSE(PolyphoneModel::Open("boyin polyphone 1\n"));
}

TEST_CASE("every reading in the tables is a syllable") {
  const LexiconTable table = LexiconTable::Open(data::lexicon_bin()).value();
  std::size_t characters = 0;
  for (char32_t c = 0x3400; c < 0x32400; ++c) {
    const Character* character = table.Find(c);
    if (character == nullptr) continue;
    ++characters;
    for (const Pinyin reading : table.Readings(*character)) {
      CAPTURE(static_cast<std::uint32_t>(c));
      REQUIRE_FALSE(reading.base().empty());
      REQUIRE(reading.tone() >= 1);
    }
  }
  CHECK(characters > 40000);
}

TEST_CASE("every Han character of the common blocks has a reading") {
  const LexiconTable table = LexiconTable::Open(data::lexicon_bin()).value();
  std::size_t missing = 0;
  for (char32_t c = 0x4E00; c <= 0x9FA5; ++c) missing += table.Find(c) == nullptr ? 1U : 0U;
  CHECK(missing < 100);
}

}  // namespace
}  // namespace boyin::pronounce
