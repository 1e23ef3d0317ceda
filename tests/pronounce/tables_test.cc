#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/table.h"
#include "base/utf8.h"
#include "pronounce/bytes.h"
#include "pronounce/data.h"
#include "pronounce/lexicon_table.h"
#include "pronounce/polyphone.h"
#include "pronounce/second.h"

namespace boyin::pronounce {
namespace {

TEST_CASE("the built tables are whole") {
  const BuiltTable lexicon = TakeApart(data::lexicon_bin(), "boyin lexicon 1\n");
  REQUIRE_FALSE(lexicon.body.empty());
  CHECK(Checksum(lexicon.body) == lexicon.checksum);
  const BuiltTable model = TakeApart(data::polyphone_bin(), "boyin polyphone 1\n");
  REQUIRE_FALSE(model.body.empty());
  CHECK(Checksum(model.body) == model.checksum);
  const BuiltTable second = TakeApart(data::second_bin(), "boyin second 1\n");
  REQUIRE_FALSE(second.body.empty());
  CHECK(Checksum(second.body) == second.checksum);
}

TEST_CASE("damaged tables are refused") {
  const std::string_view lexicon = data::lexicon_bin();
  CHECK_FALSE(LexiconTable::Open(""));
  CHECK_FALSE(LexiconTable::Open(lexicon.substr(0, lexicon.size() - 1)));
  CHECK_FALSE(PolyphoneModel::Open("boyin polyphone 1\n"));
  const std::string_view second = data::second_bin();
  CHECK_FALSE(SecondOpinion::Open("", data::second_tsv()));
  CHECK_FALSE(SecondOpinion::Open(second.substr(0, second.size() - 1), data::second_tsv()));
  CHECK(SecondOpinion::Open(second, data::second_tsv()));
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

TEST_CASE("the second opinion tells readings apart by what stands around") {
  const SecondOpinion second = SecondOpinion::Open(data::second_bin(), data::second_tsv()).value();
  const std::vector<Pinyin> readings = {*Pinyin::Parse("man4"), *Pinyin::Parse("wan4")};
  const auto weigh = [&](std::string_view text, char32_t c) {
    Draft draft = MakeDraft(text);
    std::size_t at = 0;
    while (draft.cells[at].c != c) ++at;
    return second.Weigh(draft, at, readings);
  };
  CHECK(weigh("火势开始向四周蔓延，消防员正在扑救。", U'蔓')[1] < -1);
  CHECK(second.MayBeAsked(U'蔓'));
  CHECK_FALSE(second.MayBeAsked(U'得'));
  // The same sums on every machine: to the last bit, whatever the compiler may fuse.
  CHECK(weigh("蔓", U'蔓') == weigh("蔓", U'蔓'));
}

TEST_CASE("a trie finds what was put in, and no more") {
  Trie trie(1, 0);
  std::vector<std::u32string> words;
  for (char32_t a = U'一'; a < U'一' + 40; ++a) {
    for (char32_t b = U'伀'; b < U'伀' + 40; ++b) words.push_back({a, b, a});
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    trie.AddWord(1, words[i], static_cast<std::int32_t>(i));
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    Trie::Found found{1, -1};
    for (const char32_t c : words[i]) found = trie.Step(found.node, c);
    REQUIRE(found.word == static_cast<std::int32_t>(i));
    REQUIRE(trie.Step(found.node, U'一').node == Trie::kNone);
  }
  CHECK(trie.Step(1, U'人').word == -1);
  CHECK(trie.Step(1, U'龙').node == Trie::kNone);
}

TEST_CASE("every Han character of the common blocks has a reading") {
  const LexiconTable table = LexiconTable::Open(data::lexicon_bin()).value();
  std::size_t missing = 0;
  for (char32_t c = 0x4E00; c <= 0x9FA5; ++c) missing += table.Find(c) == nullptr ? 1U : 0U;
  CHECK(missing < 100);
}

}  // namespace
}  // namespace boyin::pronounce
