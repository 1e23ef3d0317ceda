// What OpenDocument's styles mean to somebody who listens. Private to intake.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "intake/markup.h"
#include "intake/numeral.h"

namespace boyin::intake {

constexpr std::size_t kOdtLevels = 10;

struct OdtLevel {
  NumeralKind kind = NumeralKind::kNone;
  std::string prefix;
  std::string suffix;
  int start = 1;
  int shown = 1;  ///< how many levels a label shows: 2 gives "1.2"
};

using OdtLevels = std::array<OdtLevel, kOdtLevels>;

struct OdtStyles {
  std::set<std::string, std::less<>> hidden;            ///< names of styles of hidden text
  std::map<std::string, OdtLevels, std::less<>> lists;  ///< by the name of the list style
  OdtLevels outline;                                    ///< of headings

  /// Adds what is defined beneath `root`, content.xml or styles.xml.
  void Read(const Node& root);
};

/// Counts the items of one list, or the headings of a document.
struct OdtCounter {
  std::array<int, kOdtLevels> counts{};

  /// The label of the next item at `level`; `restart` sets its number where it is not negative.
  [[nodiscard]] std::string Next(const OdtLevels& levels, std::size_t level, int restart);
};

}  // namespace boyin::intake
