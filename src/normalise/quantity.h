// A number with what belongs to it: sign, currency, scale, unit.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "normalise/reading.h"

namespace boyin::normalise {

struct Number {
  std::size_t end = 0;
  std::string integer;  ///< without separators
  std::string fraction;
  bool grouped = false;  ///< written with thousands separators
};

/// 1,443,497,378 and 3.14: the number at `at`, not beyond `limit`.
[[nodiscard]] std::optional<Number> ParseNumber(const Lookups& lookups, std::string_view text,
                                                std::size_t at, std::size_t limit);

/// The number with `zeros` zeros more, as it is said: 1.2 and 6 are 一百二十万.
[[nodiscard]] std::string SayScaled(Number number, std::size_t zeros);

struct Quantity {
  enum class Kind { kPlain, kPercent, kUnit };
  Kind kind = Kind::kPlain;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t unit_begin = 0;
  char sign = 0;              ///< '-', '+', '~' (±)
  std::string_view currency;  ///< spoken name of a currency written before or after
  Number number;
  std::string power;       ///< 的八次方
  std::string per;         ///< 每桶, behind a currency
  std::string_view scale;  ///< 多亿, 余万: as written
  bool folded = false;     ///< the scale has gone into the number: 91425万
  std::string unit;        ///< spoken
  bool temperature = false;
  bool front = false;      ///< `unit` goes before: 每小时
  std::string front_unit;  ///< 公里
  bool er = false;         ///< 2 stays 二
};

[[nodiscard]] std::optional<Quantity> ParseQuantity(const MatchContext& context, std::size_t at,
                                                    bool signed_allowed);

/// The parts of a quantity in words.
[[nodiscard]] std::string SayQuantity(const Quantity& quantity, const MatchContext& context);

}  // namespace boyin::normalise
