// The tables of the room, parsed once. docs/normalise.md says which table takes which entry.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "normalise/normalise.h"
#include "normalise/pattern.h"
#include "normalise/phrase_map.h"
#include "normalise/simplify.h"

namespace boyin::normalise {

/// A unit written with letters or signs: km, ㎡, μg/m³.
struct Unit {
  std::string_view spoken;
  bool front = false;        ///< 每小时 goes before the number: 每小时五公里
  bool temperature = false;  ///< below zero is 零下
  bool er = false;           ///< 2 stays 二
  bool loose = false;        ///< also a common letter: only directly after a number
  bool spaced = false;       ///< or behind a space where no letter follows
};

/// A Han measure word: 名, 个月.
struct Measure {
  bool liang = true;  ///< 2 before it is 两
  bool none = false;  ///< another word that begins like one: 所示
};

/// A number that is a name: 618, 985, 12306.
struct NamedNumber {
  std::string_view spoken;  ///< empty: digit by digit
  bool yao = false;
  bool free = false;                     ///< needs no cue
  std::vector<std::string_view> after;   ///< cues right of it
  std::vector<std::string_view> before;  ///< cues left of it
};

/// A sign that is not a letter.
struct Symbol {
  std::string_view han;     ///< what it becomes between Han characters; "=" keeps, "-" is silent
  std::string_view number;  ///< what it is called beside numbers and letters
};

enum class Cue : std::uint8_t {
  kSport,        // near: a score is meant
  kTeam,         // before: a score is meant
  kClock,        // near: a clock time is meant
  kDigits,       // before: digit by digit with 一
  kDigitsAfter,  // after: digit by digit with 一
  kYao,          // before: digit by digit with 幺
  kYaoAfter,     // after
  kDuration,     // before: so many years
  kDurationAfter,
  kCold,         // before: a minus is 零下
  kModel,        // before: a hyphen is silent
  kEventAfter,   // after m.d: an event
  kRoomAfter,    // after a-b: 杠
  kSeasonAfter,  // after y/y: a season
  kDateBefore,   // before m/d: a date
  kDateAfter,    // after m/d: a date
  kFormation,    // after a-b-c: digit by digit
  kRomanAfter,   // after III: a number
  kIndexBefore,
  kYearAfter,       // after four digits: a year
  kShortYear,       // before 98年: a year
  kShortYearAfter,  // after 98年
  kQuarterAfter,    // after Q3: a quarter
  kRecord,          // near h:mm:ss: a duration
  kFigure,          // before 3-1: 杠
  kValue,           // before a number behind letters: a value
  kTimes,           // near 30x: 倍
  kMemory,          // near 2g: so many G
  kListed,          // after 2/10: one after the other
  kMark,            // 评分7.9/10: out of what can be had
  kHoliday,         // 10.1长假: a day of the calendar that is a feast
  kAudience,        // near 5k: so many thousand
  kCurrency,        // on both sides of a stroke: 兑
  kReign,           // before 2年: the years of a reign are counted, 二
  kSigned,          // before -4: a value, and the sign is heard
  kYearLeft,        // before 630年: a year
  kCounted,         // before 2015: a count, no year
  kGoesOn,          // behind 2015: a count goes on, 多
  kPaid,            // before 1299: a price whose currency is not said
  kThing,           // behind 1299: the same, 的
  kDecimal,         // before 10.30: no day
  kFraction,        // behind 5/8: no day
  kDay,             // before 14:00: a time of that day, no duration
  kWatt,            // near 20W: watts, no ten thousands
  kCommaSum,        // behind 10，235: thousands, no two numbers
  kSpacedCount,     // behind 2 156: one number
  kNumbering,       // before 2 156: two numbers
  kDotDecimal,      // behind 18·5: a decimal, no date
  kHanDecimal,      // behind 三十六．七: a decimal
  kRing,            // behind 二五○: a zero
  kCircled,         // behind ②: a name, no item of a list
  kCount
};

using Cues = PhraseMap<std::uint8_t>;

/// Everything that the stages look up. Views point into embedded data.
struct Lookups {
  PhraseMap<Unit> units;
  PhraseMap<Unit> parts;  ///< units only within a compound: A of A/cm², J of J·s
  PhraseMap<Measure> measures;
  PhraseMap<std::string_view> currencies;
  PhraseMap<NamedNumber> codes;
  PhraseMap<std::string_view> latin;
  PhraseMap<Symbol> symbols;
  PhraseMap<std::string_view> emoji;
  PhraseMap<std::string_view> compatible;  ///< ㎡ → m²
  PhraseMap<std::uint8_t>
      boilerplate;  ///< 1: whole, 2: opens boilerplate, 3: opens it in brackets only
  PhraseMap<std::uint8_t> emoticons;
  PhraseMap<std::string_view> elements;  ///< C → 碳
  PatternRules patterns;
  std::array<Cues, static_cast<std::size_t>(Cue::kCount)> cues;

  [[nodiscard]] const Cues& cue(Cue which) const { return cues[static_cast<std::size_t>(which)]; }
};

/// The names of emoji are only read where they are wanted: they are most of the data.
[[nodiscard]] Result<Lookups> LoadLookups(bool emoji_named);

}  // namespace boyin::normalise
