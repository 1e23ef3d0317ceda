#include "pronounce/certainty.h"

#include <algorithm>
#include <array>

namespace boyin::pronounce {
namespace {

/// Shares of 30, 40 … 90, 95, 98, 99 and 100 per cent.
constexpr std::array<int, 11> kShares = {30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100};

// Measured: bench/log/2026-11-30-pronounce.md.
constexpr std::array<std::array<int, kShares.size()>, 6> kRight = {{
    {20, 27, 33, 64, 79, 91, 92, 97, 98, 99, 100},
    {24, 32, 44, 53, 82, 89, 96, 97, 98, 99, 99},
    {15, 20, 25, 60, 69, 88, 92, 96, 97, 99, 100},
    {60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60},
    {52, 57, 62, 73, 75, 85, 86, 86, 87, 87, 87},
    {60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60},
}};

}  // namespace

std::uint8_t Certainty(Basis basis, std::uint8_t share) {
  const auto& right = kRight[static_cast<std::size_t>(basis)];
  const int at = std::clamp<int>(share, kShares.front(), kShares.back());
  const auto upper = std::ranges::lower_bound(kShares, at);
  const auto k = static_cast<std::size_t>(upper - kShares.begin());
  if (k == 0) return static_cast<std::uint8_t>(right[0]);
  const int span = kShares[k] - kShares[k - 1];
  return static_cast<std::uint8_t>(right[k - 1] +
                                   (right[k] - right[k - 1]) * (at - kShares[k - 1]) / span);
}

}  // namespace boyin::pronounce
