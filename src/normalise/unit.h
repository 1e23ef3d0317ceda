// Units written with letters and signs, simple and composed.
#pragma once

#include <cstddef>
#include <string>

#include "normalise/reading.h"

namespace boyin::normalise {

struct SpokenUnit {
  std::size_t end = 0;
  std::string spoken;  ///< 公里, 百分之, 微克每立方米; with `front`, what goes before: 每小时
  std::string front;  ///< 公里 of 每小时…公里
  bool percent = false;
  bool temperature = false;
  bool er = false;
};

/// mg/L, 元/斤: appends 每… for a stroke and what stands behind it, and says where that ends; `at`
/// where there is none.
[[nodiscard]] std::size_t ParsePer(const MatchContext& context, std::size_t at,
                                   std::string& spoken);

/// The unit at `at`: km, μg/m³, ％. `end` is `at` where there is none.
[[nodiscard]] SpokenUnit ParseUnit(const MatchContext& context, std::size_t at);

}  // namespace boyin::normalise
