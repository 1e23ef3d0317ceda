// The station's own readings: one table for the normaliser and for pronunciation.
//
// TSV with a header line, columns `written spoken pinyin scope until`:
//
//   written<TAB>spoken<TAB>pinyin<TAB>scope<TAB>until
//   乐清<TAB><TAB>yue4 qing1<TAB>station<TAB>
//   6·23<TAB>六二三<TAB><TAB>episode<TAB>2026-12-31
//
// `spoken` or `pinyin` may be empty, and columns after the last one used may be missing. A later
// entry for the same `written` wins over an earlier one, and a narrower scope over a wider one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pinyin.h"

namespace boyin::lexicon {

enum class Scope { kStation, kProgramme, kEpisode };

struct Entry {
  std::string written;         ///< as it stands in the text, simplified or traditional
  std::string spoken;          ///< what to say instead; empty: as written
  std::vector<Pinyin> pinyin;  ///< one for each Han character of what is said; or empty
  Scope scope = Scope::kStation;
  std::string until;   ///< "2026-12-31" inclusive; empty: for ever
  std::string origin;  ///< "station.tsv:12"

  bool operator==(const Entry&) const = default;
};

using Lexicon = std::vector<Entry>;  ///< sorted by `written`, one entry each

/// Reads a table. `today` ("2026-11-23", given by the door, which owns the clock) drops what has
/// expired; empty keeps everything. kInput with `name:line` and, for a wrong syllable, the nearest
/// right one.
[[nodiscard]] Result<Lexicon> Parse(std::string_view text, std::string_view name,
                                    std::string_view today);

/// The cells of one entry as text, as a table or another format has them.
struct Line {
  std::string written;
  std::string spoken;
  std::string pinyin;
  std::string scope;  ///< empty is station
  std::string until;
};

/// The entry of one line, checked; kInput at `where`.
[[nodiscard]] Result<Entry> ReadLine(const Line& line, const std::string& where);

/// The line of an entry: ReadLine gives the entry again.
[[nodiscard]] Line LineOf(const Entry& entry);

/// Every fault of a table, in order; Parse stops at the first.
[[nodiscard]] std::vector<Error> Check(std::string_view text, std::string_view name);

/// The table of a lexicon, with its header.
[[nodiscard]] std::string WriteTsv(const Lexicon& lexicon);

/// Joins tables; what comes later in `tables` wins among equals of scope.
[[nodiscard]] Lexicon Merge(const std::vector<Lexicon>& tables);

}  // namespace boyin::lexicon
