// How a speech server is told a reading: data/remote_dialects.tsv. Private to synthesise.
//
//   Result<Dialect> dialect = FindDialect("indextts");
//   dialect->Syllable("行", *Pinyin::Parse("xing2"));   // "XING2"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pinyin.h"

namespace boyin::synthesise::remote {

/// Where corrections of readings go.
enum class Where : std::uint8_t { kInline, kPronunciationDict, kPronunciationMap };

struct Dialect {
  std::string name;
  std::string syllable;  ///< a template: see the table
  std::string neutral;
  std::string pause;  ///< a template; empty: pauses are marks
  bool ssml = false;
  Where where = Where::kInline;

  /// The mark that gives a character its reading.
  [[nodiscard]] std::string Syllable(std::string_view character, Pinyin pinyin) const;
  /// A pause, for the dialects that have one; else a comma.
  [[nodiscard]] std::string Pause(int length_ms) const;
  /// Text as it may stand beside marks.
  [[nodiscard]] std::string Escape(std::string_view text) const;

  bool operator==(const Dialect&) const = default;
};

/// kUsage, with the names there are, for one that is unknown.
[[nodiscard]] Result<Dialect> FindDialect(std::string_view name);

/// "xing" → {"x", "íng"} for tone 2; a syllable without initial ("an", "yi" as written: "y", "í")
/// has what is written before its first vowel.
struct Parts {
  std::string initial;
  std::string final;  ///< with its tone mark
};
[[nodiscard]] Parts Split(Pinyin pinyin);

}  // namespace boyin::synthesise::remote
