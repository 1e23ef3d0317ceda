// Which reading of a character with several: a log-linear model for each character, over hashed
// features of its surroundings.
//
// polyphone.bin, made by tools/polyphone/train_polyphone.cc; all numbers little-endian:
//
//   "boyin polyphone 1\n", sources, licences and the record of training as text, NUL
//   u32 length of the body, u64 FNV-1a of the body, then the body:
//   u16 characters; each: u32 code point, u8 readings, readings × u16 Pinyin::code
//   u32 scale: one unit of weight is scale / 2^20
//   u8 bits, then 2^bits signed bytes of weights (+ kMostReadings of zeros)
//
// The weight of feature f for the k-th reading is at (f mod 2^bits) + k.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pronounce/draft.h"

namespace boyin::pronounce {

inline constexpr std::size_t kMostReadings = 8;

/// The features of one character in its sentence.
struct Features {
  std::array<std::uint32_t, 96> hashes{};
  std::size_t count = 0;

  /// "The lexicon says so": a feature of one reading only.
  struct Vote {
    std::uint32_t hash = 0;
    Pinyin reading;
  };
  std::array<Vote, 24> votes{};
  std::size_t vote_count = 0;

  void Add(std::uint32_t hash) {
    if (count < hashes.size()) hashes[count++] = hash;
  }
  void Add(Vote vote) {
    if (vote_count < votes.size()) votes[vote_count++] = vote;
  }
};

/// What surrounds the cell `at` of a segmented draft. The trainer and the model both call this.
[[nodiscard]] Features FeaturesOf(const LexiconTable& table, const Draft& draft, std::size_t at);

/// The number among `readings` of the one that the lexicon's reading means (neutral tones stand for
/// the full tone where only that is there), or -1.
[[nodiscard]] int LexicalChoice(std::span<const Pinyin> readings, Pinyin lexical);

/// The logarithm of how likely each reading is, less that of the likeliest.
using LogShares = std::array<float, kMostReadings>;

class PolyphoneModel {
 public:
  /// kOther where the bytes are not what the trainer wrote.
  [[nodiscard]] static Result<PolyphoneModel> Open(std::string_view bytes);

  /// The readings that the model tells apart; empty for a character it does not know.
  [[nodiscard]] std::span<const Pinyin> Readings(char32_t c) const;

  struct Verdict {
    Pinyin reading;
    std::uint8_t per_cent = 0;
    Pinyin second;  ///< the next likely; none where the model knows one reading only
  };
  /// The shares of the readings of the character at `at`, which must have some.
  [[nodiscard]] LogShares Weigh(const LexiconTable& table, const Draft& draft,
                                std::size_t at) const;
  [[nodiscard]] static Verdict Best(std::span<const Pinyin> readings, const LogShares& shares);

  /// The likeliest reading of the character at `at`, which must have Readings.
  [[nodiscard]] Verdict Judge(const LexiconTable& table, const Draft& draft, std::size_t at) const;

 private:
  PolyphoneModel() = default;

  struct Entry {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  std::vector<std::uint16_t> by_code_point_;  // number of an entry, counted from 1
  std::vector<Entry> entries_;
  std::vector<Pinyin> readings_;
  std::string_view weights_;  // bytes of the embedded table
  std::uint32_t mask_ = 0;
  float unit_ = 0;
};

}  // namespace boyin::pronounce
