// Traditional characters to simplified ones, in place: OpenCC for what needs it, and the tables for
// what OpenCC leaves.
#pragma once

#include <bitset>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "normalise/phrase_map.h"

namespace boyin::normalise {

class Simplifier {
 public:
  /// kOther where OpenCC's data are missing.
  [[nodiscard]] static Result<Simplifier> Create();

  Simplifier(Simplifier&&) noexcept;
  Simplifier& operator=(Simplifier&&) noexcept;
  ~Simplifier();

  /// Whether a character may have to be converted.
  [[nodiscard]] bool Concerns(char32_t c) const { return c < 0x10000 && concerns_[c]; }

  /// Converts; the length in bytes and in characters stays.
  void Simplify(std::string& text) const;

 private:
  struct Converter;
  Simplifier();
  struct Stretch {
    std::size_t end = 0;
    bool converts = false;   // holds a character to convert
    bool by_phrase = false;  // holds one whose word decides
    bool mends = false;      // holds one of simplify.tsv
  };
  [[nodiscard]] Stretch Measure(std::string_view text, std::size_t at) const;
  void ConvertSingles(std::string& text, std::size_t begin, std::size_t end) const;
  void ConvertPhrases(std::string& text, std::size_t begin, std::size_t end) const;
  void Mend(std::string& text, std::size_t begin, std::size_t end) const;

  std::unique_ptr<Converter> converter_;
  std::bitset<0x10000> concerns_;
  std::bitset<0x10000> by_phrase_;      // the word decides: OpenCC is asked
  std::vector<char16_t> single_;        // a character on its own
  PhraseMap<std::string_view> mended_;  // what OpenCC leaves wrong
};

}  // namespace boyin::normalise
