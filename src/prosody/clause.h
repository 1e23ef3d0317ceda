// A clause as the model of boundaries sees it: what is said between two marks. Private to prosody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pronounce/pronounce.h"

namespace boyin::prosody {

/// What a word does in the rhythm of a sentence: data/classes.tsv.
enum class Class : std::uint8_t {
  kNone,
  kParticle,     ///< leans on what is before it: 的 了 着 吗
  kLocative,     ///< 上 里 中 后, behind a noun
  kDirection,    ///< 来 去 起来 下去, behind a verb
  kPreposition,  ///< leans on what follows it: 在 对 把
  kConjunction,  ///< 和 与 而 但是
  kAdverb,       ///< of one or two syllables, before verbs: 不 很 也
  kAuxiliary,    ///< 要 会 能
  kCopula,       ///< 是 有 为
  kPronoun,
  kDemonstrative,  ///< 这 那 每 各
  kMeasure,
  kSurname,
  kTitle,      ///< 先生 主席, behind a name
  kReporting,  ///< 说 表示, before what is said
  kDay,        ///< 今天 昨日, before
  kHour        ///< 上午 凌晨
};

/// What is said in one go and never parted: a syllable, or a foreign run.
struct Sound {
  char32_t c = 0;           ///< 0 for a foreign run
  std::uint32_t token = 0;  ///< into Utterance::tokens, its last where 儿 merged
  std::uint8_t length = 1;  ///< in syllables
  bool word_start = false;
  bool name = false;    ///< a surname, as the pronouncer judged
  bool opens = false;   ///< a quotation or a title begins before it
  bool closes = false;  ///< one ends after it
};

/// A word of the segmentation.
struct Piece {
  std::uint32_t begin = 0;  ///< sounds
  std::uint32_t end = 0;
  std::uint32_t syllables = 0;
  std::uint32_t text_begin = 0;  ///< bytes of Utterance::text
  std::uint32_t text_end = 0;
  std::uint32_t spelling = 0;  ///< a hash
  pronounce::Tag tag = pronounce::Tag::kNone;
  Class kind = Class::kNone;
};

struct Clause {
  std::vector<Sound> sounds;
  std::vector<Piece> pieces;
  std::vector<std::uint32_t> piece_of;  ///< for each sound

  /// Reads the tokens [first, end) of an utterance.
  void Read(const pronounce::Utterance& utterance, std::size_t first, std::size_t end);
};

/// The class of a word, by its spelling.
[[nodiscard]] Class ClassOf(std::string_view word);

[[nodiscard]] constexpr std::uint32_t Mix(std::uint64_t value) {
  value *= 0x9E3779B97F4A7C15U;
  value ^= value >> 29U;
  value *= 0xBF58476D1CE4E5B9U;
  return static_cast<std::uint32_t>(value >> 32U);
}

}  // namespace boyin::prosody
