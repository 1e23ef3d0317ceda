#include "prosody/clause.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/table.h"
#include "base/utf8.h"
#include "prosody/data.h"
#include "prosody/marks.h"
#include "prosody/prosody.h"

namespace boyin::prosody {
namespace {

using pronounce::Token;
using pronounce::TokenKind;

constexpr std::size_t kLongestClassed = 4;  // characters of a word in classes.tsv

constexpr auto kNames = std::to_array<std::string_view>(
    {"", "particle", "locative", "direction", "preposition", "conjunction", "adverb", "auxiliary",
     "copula", "pronoun", "demonstrative", "measure", "surname", "title", "reporting", "day",
     "hour"});

std::uint64_t Packed(std::string_view word) {
  std::uint64_t packed = 0;
  std::size_t count = 0;
  for (std::size_t at = 0; at < word.size();) {
    const utf8::CodePoint c = utf8::Decode(word, at);
    if (++count > kLongestClassed || c.value > 0xFFFF) return 0;
    packed = packed << 16U | c.value;
    at += c.length;
  }
  return packed;
}

const std::unordered_map<std::uint64_t, Class>& Classes() {
  static const std::unordered_map<std::uint64_t, Class> classes = [] {
    std::unordered_map<std::uint64_t, Class> map;
    const auto rows = table::Parse(data::classes_tsv(), "prosody/classes.tsv", 2);
    if (!rows) return map;  // a test reads the table, so it is well-formed here
    for (const table::Row& row : *rows) {
      const auto name = std::ranges::find(kNames, row.cells[0]);
      if (name == kNames.end()) continue;
      map.emplace(Packed(row.cells[1]), static_cast<Class>(name - kNames.begin()));
    }
    return map;
  }();
  return classes;
}

}  // namespace

Class ClassOf(std::string_view word) {
  const std::uint64_t packed = Packed(word);
  if (packed == 0) return Class::kNone;
  const auto found = Classes().find(packed);
  return found == Classes().end() ? Class::kNone : found->second;
}

void Clause::Read(const pronounce::Utterance& utterance, std::size_t first, std::size_t end) {
  sounds.clear();
  pieces.clear();
  piece_of.clear();
  bool opens = false;
  for (std::size_t i = first; i < end; ++i) {
    const Token& token = utterance.tokens[i];
    const std::string_view text = token.spoken.In(utterance.text);
    if (token.kind == TokenKind::kPunctuation) {
      opens = opens || OpensUnit(text);
      if (!sounds.empty() && Closes(text)) sounds.back().closes = true;
      continue;
    }
    if (token.kind == TokenKind::kPause) continue;
    const bool foreign = token.kind == TokenKind::kForeign;
    if (!foreign && !token.surface && !sounds.empty()) {
      sounds.back().token = static_cast<std::uint32_t>(i);
      pieces.back().text_end = static_cast<std::uint32_t>(token.spoken.end);
      continue;
    }
    Sound sound;
    sound.c = foreign ? 0 : utf8::Decode(text, 0).value;
    sound.token = static_cast<std::uint32_t>(i);
    sound.length = foreign ? kForeignSyllables : 1;
    sound.word_start = sounds.empty() || token.word_start || foreign || sounds.back().c == 0;
    sound.name = token.decided_by == pronounce::DecidedBy::kName;
    sound.opens = opens;
    opens = false;
    if (sound.word_start) {
      Piece piece;
      piece.begin = static_cast<std::uint32_t>(sounds.size());
      piece.tag = token.tag;
      piece.text_begin = static_cast<std::uint32_t>(token.spoken.begin);
      pieces.push_back(piece);
    }
    Piece& piece = pieces.back();
    piece.end = static_cast<std::uint32_t>(sounds.size() + 1);
    piece.text_end = static_cast<std::uint32_t>(token.spoken.end);
    piece.syllables += sound.length;
    piece.spelling = Mix(std::uint64_t{piece.spelling} << 21U ^ sound.c);
    piece_of.push_back(static_cast<std::uint32_t>(pieces.size() - 1));
    sounds.push_back(sound);
  }
  const std::string_view text = utterance.text;
  for (Piece& piece : pieces) {
    piece.kind = ClassOf(text.substr(piece.text_begin, piece.text_end - piece.text_begin));
  }
}

}  // namespace boyin::prosody
