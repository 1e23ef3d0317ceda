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

class Script {
 public:
  /// kOther where OpenCC's data are missing.
  [[nodiscard]] static Result<Script> Create();

  Script(Script&&) noexcept;
  Script& operator=(Script&&) noexcept;
  ~Script();

  /// Whether a character may have to be converted.
  [[nodiscard]] bool Concerns(char32_t c) const { return c < 0x10000 && concerns_[c]; }

  /// Converts; the length in bytes and in characters stays.
  void Simplify(std::string& text) const;

 private:
  struct Converter;
  Script();
  void Mend(std::string& text, std::size_t begin, std::size_t end) const;
  [[nodiscard]] std::size_t EndOfStretch(const std::string& text, std::size_t at) const;

  std::unique_ptr<Converter> converter_;
  std::bitset<0x10000> concerns_;
  PhraseMap<std::string_view> single_;  // one character on its own
  PhraseMap<std::string_view> mended_;  // what OpenCC leaves wrong
};

}  // namespace boyin::normalise
