// The built lexicon, opened: the readings of every character, and the phrases.
//
// lexicon.bin, made by tools/lexicon/build_lexicon.py; all numbers little-endian:
//
//   "boyin lexicon 1\n", sources and licences as text, NUL
//   u32 length of the body, u64 FNV-1a of the body, then the body:
//   u32 characters; each: u32 code point, u8 cost, u8 readings, u8 tag, readings × u16 Pinyin::code
//   u32 phrases, sorted; each: u8 characters shared with the phrase before << 4 | new ones - 1,
//     u8 cost, u8 tag | 0x20 sure | 0x40 fixed | 0x80 read otherwise than by default, new
//     characters × u16, and where read otherwise: for each character four bits, which of its
//     readings
//
// A cost is -8·log2 of a probability. A fixed phrase comes from our own tables, a sure one is read
// alike, and only one way, by every source: no model may overrule either.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pinyin.h"
#include "pronounce/pronounce.h"
#include "pronounce/trie.h"

namespace boyin::pronounce {

struct Phrase {
  std::uint8_t cost = 0;
  Tag tag = Tag::kNone;
  bool fixed = false;
  bool sure = false;
  std::uint8_t length = 0;  ///< characters
  std::uint32_t first = 0;  ///< into the pool of readings
};

struct Character {
  std::uint8_t cost = 0;
  Tag tag = Tag::kNone;
  std::uint16_t count = 0;
  std::uint32_t first = 0;  ///< into the pool of readings
};

class LexiconTable {
 public:
  /// kOther where the bytes are not what the builder wrote.
  [[nodiscard]] static Result<LexiconTable> Open(std::string_view bytes);

  /// The character and the node where its phrases begin; nothing and kNone for a stranger.
  [[nodiscard]] const Character* Find(char32_t c) const {
    const Trie::Node node = Root(c);
    return node == Trie::kNone ? nullptr : &characters_[node - 1];
  }
  [[nodiscard]] Trie::Node Root(char32_t c) const {
    return c < roots_.size() ? roots_[c] : Trie::kNone;
  }
  [[nodiscard]] const Trie& trie() const { return trie_; }
  [[nodiscard]] const Phrase& phrase(std::int32_t number) const {
    return phrases_[static_cast<std::size_t>(number)];
  }
  /// The phrase spelled exactly so, or nothing.
  [[nodiscard]] const Phrase* FindPhrase(std::u32string_view word) const;

  [[nodiscard]] std::span<const Pinyin> Readings(const Character& character) const {
    return std::span(pool_).subspan(character.first, character.count);
  }
  [[nodiscard]] std::span<const Pinyin> Readings(const Phrase& phrase) const {
    return std::span(pool_).subspan(phrase.first, phrase.length);
  }

 private:
  LexiconTable() : trie_(0, 0) {}
  class Reader;

  std::vector<Trie::Node> roots_;  // by code point
  std::vector<Character> characters_;
  Trie trie_;
  std::vector<Phrase> phrases_;
  std::vector<Pinyin> pool_;
};

}  // namespace boyin::pronounce
