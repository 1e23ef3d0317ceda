// The numbers that HTML sets before the items of an <ol>. Private to intake.
#pragma once

#include <string>
#include <string_view>

#include "intake/markup.h"
#include "intake/numeral.h"

namespace boyin::intake {

class ListCount {
 public:
  /// Begins where `list`, an <ol>, says: start, reversed, type.
  explicit ListCount(const Node& list);

  /// The label of the next item: "2."; empty where the list shows none.
  [[nodiscard]] std::string Next(const Node& item);

 private:
  NumeralKind kind_;
  int next_ = 1;
  int step_ = 1;
};

/// Whether somebody wrote a number into the text itself: "1、…", "（2）…".
[[nodiscard]] bool IsNumbered(std::string_view text);

}  // namespace boyin::intake
