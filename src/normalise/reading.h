// The second half of the room: rules propose readings of what stands at a place in the clean text,
// and the one with the most evidence wins.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "normalise/normalise.h"
#include "normalise/tables.h"
#include "normalise/text.h"

namespace boyin::normalise {

/// What the walk remembers from one reading to the next.
struct ScanState {
  bool score = false;       ///< the reading just before was a score: 21-15、18-21
  bool phone = false;       ///< … a telephone number: 0571-87052222、87052223
  bool quote_open = false;  ///< an ASCII quote is open
};

/// A place in the clean text, as a rule sees it.
struct MatchContext {
  std::string_view text;
  std::size_t at = 0;
  std::size_t limit = 0;  ///< no reading may go beyond: the end, or text that is fixed
  const Lookups& lookups;
  const Options& options;
  const ScanState& state;
  bool traditional = false;  ///< the text was written in traditional characters

  /// The measure word at `place` or before it; not the head of another word.
  [[nodiscard]] PhraseMap<Measure>::Hit MeasureAt(std::size_t place) const;
  [[nodiscard]] PhraseMap<Measure>::Hit MeasureBefore(std::size_t place) const;
  [[nodiscard]] bool CueBefore(Cue which, std::size_t place) const;
  [[nodiscard]] bool CueAfter(Cue which, std::size_t place) const;
  /// A cue within `characters` on either side, not beyond the end of a sentence.
  [[nodiscard]] bool CueNear(Cue which, std::size_t begin, std::size_t end,
                             std::size_t characters) const;
};

/// One way to read clean[context.at, end).
struct Reading {
  std::size_t end = 0;
  std::string spoken;
  std::string_view semiotic_class;
  std::string_view rule;
  std::size_t cue = 0;  ///< bytes of context that speak for it, beyond what it reads
  int weight = 0;       ///< breaks ties; docs/normalise.md lists the weights
  float confidence = 0.95F;
  std::vector<std::string> alternatives;
  bool skipped = false;  ///< not read; `rule` says why
  bool score = false;
  std::string rival = {};  ///< what the next best would say, where it ends at the same place
};

using Readings = std::vector<Reading>;

/// The reading with the most evidence, `end` 0 where no rule proposes one.
[[nodiscard]] Reading Choose(const MatchContext& context);

// The rules, by subject. Each appends what it has to propose.
void ReadQuantities(const MatchContext& context,
                    Readings& out);                          // quantity.cc: numbers, units, ranges
void ReadDates(const MatchContext& context, Readings& out);  // date.cc
void ReadYears(const MatchContext& context, Readings& out);  // year.cc
void ReadClock(const MatchContext& context, Readings& out);  // clock.cc
void ReadRatios(const MatchContext& context,
                Readings& out);  // ratio.cc: scores, fractions, formulas
void ReadPhones(const MatchContext& context, Readings& out);  // phone.cc
void ReadPlaces(const MatchContext& context, Readings& out);  // place.cc: coordinates
void ReadCodes(const MatchContext& context, Readings& out);   // code.cc: ids, rooms, roads
void ReadLatin(const MatchContext& context, Readings& out);   // latin.cc: words, models, units
void ReadWeb(const MatchContext& context, Readings& out);  // web.cc: URLs, e-mail, files, addresses
void ReadSymbols(const MatchContext& context, Readings& out);    // symbol.cc
void ReadStandards(const MatchContext& context, Readings& out);  // standard.cc
void ReadScience(const MatchContext& context, Readings& out);    // science.cc
void ReadAlgebra(const MatchContext& context, Readings& out);    // algebra.cc
void ReadSlash(const MatchContext& context, Readings& out);      // slash.cc

/// The byte length of a dash or tilde that joins two ends of a range, or 0.
[[nodiscard]] std::size_t DashAt(std::string_view text, std::size_t at);

/// Whether the word at `at` is the ending of a file name: docx, mp3.
[[nodiscard]] bool IsFileEnding(std::string_view text, std::size_t at);

/// 1 to 31 for a day, and so on: the value of up to four digits.
[[nodiscard]] int SmallInt(std::string_view digits);

}  // namespace boyin::normalise
