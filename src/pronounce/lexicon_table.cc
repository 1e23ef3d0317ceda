#include "pronounce/lexicon_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/message.h"
#include "pronounce/bytes.h"

namespace boyin::pronounce {
namespace {

constexpr std::size_t kCodePoints = 0x32400;  // Han characters end at U+323AF
constexpr std::size_t kLongestPhrase = 16;

}  // namespace

class LexiconTable::Reader {
 public:
  explicit Reader(std::string_view body) : bytes_(body) {}

  bool Read(LexiconTable& table) {
    ReadCharacters(table);
    ReadPhrases(table);
    return !bytes_.broken() && sound_;
  }

 private:
  void ReadCharacters(LexiconTable& table) {
    const std::uint32_t count = bytes_.U32();
    table.roots_.resize(kCodePoints);
    for (std::uint32_t i = 0; i < count && !bytes_.broken(); ++i) {
      const std::uint32_t c = bytes_.U32();
      Character character;
      character.cost = bytes_.U8();
      character.count = bytes_.U8();
      character.tag = static_cast<Tag>(bytes_.U8());
      character.first = static_cast<std::uint32_t>(table.pool_.size());
      for (std::uint16_t k = 0; k < character.count; ++k) {
        table.pool_.push_back(Pinyin::FromCode(bytes_.U16()));
      }
      table.characters_.push_back(character);
      if (c >= kCodePoints || character.count == 0) {
        sound_ = false;
        return;
      }
      table.roots_[c] = static_cast<Trie::Node>(table.characters_.size());
    }
  }

  void ReadPhrases(LexiconTable& table) {
    const std::uint32_t count = bytes_.U32();
    if (bytes_.broken() || count > bytes_.rest().size()) {
      sound_ = false;
      return;
    }
    table.trie_ = Trie(static_cast<std::uint32_t>(table.characters_.size()), count * 5 / 4);
    table.phrases_.reserve(count);
    table.pool_.reserve(table.pool_.size() + count * std::size_t{3});
    for (std::uint32_t i = 0; i < count && sound_ && !bytes_.broken(); ++i) ReadPhrase(table);
  }

  void ReadPhrase(LexiconTable& table) {
    const std::uint8_t lengths = bytes_.U8();
    Phrase phrase;
    phrase.cost = bytes_.U8();
    const std::uint8_t flags = bytes_.U8();
    phrase.tag = static_cast<Tag>(flags & 0x1FU);
    phrase.fixed = (flags & 0x40U) != 0;
    phrase.sure = (flags & 0x20U) != 0;
    const std::size_t shared = lengths >> 4U;
    const std::size_t length = shared + (lengths & 15U) + 1;
    if (length < 2 || length > kLongestPhrase || shared > length_) {
      sound_ = false;
      return;
    }
    for (std::size_t k = shared; k < length; ++k) word_[k] = bytes_.U16();
    length_ = length;
    phrase.length = static_cast<std::uint8_t>(length);
    phrase.first = static_cast<std::uint32_t>(table.pool_.size());
    Plant(table, shared);
    AppendReadings(table, (flags & 0x80U) != 0);
    if (sound_) {
      table.trie_.SetWord(nodes_[length - 2], word_[length - 1],
                          static_cast<std::int32_t>(table.phrases_.size()));
    }
    table.phrases_.push_back(phrase);
  }

  void Plant(LexiconTable& table, std::size_t shared) {
    if (shared == 0) nodes_[0] = table.Root(word_[0]);
    sound_ = sound_ && nodes_[0] != Trie::kNone;
    for (std::size_t k = std::max<std::size_t>(shared, 1); sound_ && k < length_; ++k) {
      nodes_[k] = table.trie_.Grow(nodes_[k - 1], word_[k]);
    }
  }

  void AppendReadings(LexiconTable& table, bool otherwise) {
    std::uint8_t pair = 0;
    for (std::size_t k = 0; k < length_; ++k) {
      const Character* character = table.Find(word_[k]);
      if (otherwise && k % 2 == 0) pair = bytes_.U8();
      const std::uint8_t choice = otherwise ? (k % 2 == 0 ? pair & 15U : pair >> 4U) : 0;
      sound_ = sound_ && character != nullptr && choice < character->count;
      if (!sound_) return;
      table.pool_.push_back(table.pool_[character->first + choice]);
    }
  }

  Bytes bytes_;
  bool sound_ = true;
  std::size_t length_ = 0;
  std::array<char32_t, kLongestPhrase> word_{};
  std::array<Trie::Node, kLongestPhrase> nodes_{};
};

Result<LexiconTable> LexiconTable::Open(std::string_view bytes) {
  LexiconTable table;
  const std::string_view body = TakeApart(bytes, "boyin lexicon 1\n").body;
  if (body.empty() || !Reader(body).Read(table)) {
    return Fail(Code::kOther, "lexicon.bin", Translated("the built-in lexicon is damaged"),
                Translated("build boyin again"));
  }
  return table;
}

const Phrase* LexiconTable::FindPhrase(std::u32string_view word) const {
  if (word.empty()) return nullptr;
  Trie::Node node = Root(word.front());
  std::int32_t number = -1;
  for (std::size_t i = 1; i < word.size() && node != Trie::kNone; ++i) {
    const Trie::Found found = trie_.Step(node, word[i]);
    node = found.node;
    number = found.word;
  }
  return number < 0 ? nullptr : &phrase(number);
}

}  // namespace boyin::pronounce
