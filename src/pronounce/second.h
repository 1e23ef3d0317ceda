// A second opinion on a reading that the first model is not sure of: a recurrent network reads what
// stands before the character, another what stands after.
//
// second.bin, made by tools/polyphone/pack_second.py; all numbers little-endian, a matrix is its
// scales (f32) and then its rows of signed bytes:
//
//   "boyin second 1\n", sources and licences as text, NUL
//   u32 length of the body, u64 FNV-1a of the body, then the body:
//   u16 characters, u8 states; each character: u16 code point, rising; the first, 0, is any other
//   before, then after: matrix characters × 4·states of what goes into the gates (input, forget,
//     candidate, output), matrix states × 4·states of what comes back; scales for each column
//   u8 width; matrix 2·states × width, scales for each column; width × f32
//   u16 syllables; each: u16 Pinyin::code; matrix syllables × width, scales for each row; f32 each
//
// Its arithmetic is plain float without contraction, so that every machine says the same.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "pronounce/draft.h"
#include "pronounce/polyphone.h"

namespace boyin::pronounce {

class SecondOpinion {
 public:
  /// `rules` is second.tsv. kOther where the bytes are not what the packer wrote.
  [[nodiscard]] static Result<SecondOpinion> Open(std::string_view bytes, std::string_view rules);

  /// Whether it is to be asked about this character.
  [[nodiscard]] bool MayBeAsked(char32_t c) const { return !unheard_.contains(c); }

  /// The logarithms of how likely each of `readings` is at `at`, less that of the likeliest.
  [[nodiscard]] LogShares Weigh(const Draft& draft, std::size_t at,
                                std::span<const Pinyin> readings) const;

  /// Both models' shares put together.
  [[nodiscard]] static LogShares Join(const LogShares& first, const LogShares& second);

 private:
  struct Direction {
    std::vector<float> scales;   ///< of what goes in
    std::string_view rows;       ///< bytes of the embedded table
    std::vector<float> returns;  ///< states × gates
  };
  SecondOpinion() = default;
  class Reader;
  [[nodiscard]] std::size_t RowOf(const Draft& draft, std::ptrdiff_t at) const;
  void Step(const Direction& direction, std::size_t row, std::vector<float>& state,
            std::vector<float>& cell, std::vector<float>& gates) const;
  [[nodiscard]] std::vector<float> Read(const Draft& draft, std::size_t at) const;

  std::vector<std::uint16_t> row_of_;  ///< by code point
  std::size_t states_ = 0;
  std::array<Direction, 2> directions_;
  std::size_t width_ = 0;
  std::vector<float> layer_;  ///< 2·states × width
  std::vector<float> layer_bias_;
  std::vector<std::uint16_t> syllable_of_;  ///< by Pinyin::code, counted from 1
  std::vector<float> syllable_scales_;
  std::string_view syllable_rows_;
  std::vector<float> syllable_bias_;
  std::unordered_set<char32_t> unheard_;
};

}  // namespace boyin::pronounce
