// exp, sine and cosine in single precision, by additions and products alone: those of the C library
// differ in the last bit from one processor to the next, and the same plan is to give the same
// samples on all. Accurate to a few units of the sixth digit; compilers make vectors of them.
#pragma once

#include <bit>
#include <cstdint>

namespace boyin::synthesise::parametric {

/// Nearest whole number, for |x| < 2^22.
inline float Round(float x) {
  constexpr float kMagic = 12582912.0F;  // 1.5 · 2^23: what is added loses its fraction
  return (x + kMagic) - kMagic;
}

inline float Exp(float x) {
  constexpr float kMost = 87.0F;
  x = x > kMost ? kMost : x;
  x = x < -kMost ? -kMost : x;
  const float n = Round(x * 1.44269504F);
  const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const auto exponent = static_cast<std::int32_t>(n) + 127;
  return p * std::bit_cast<float>(exponent << 23);
}

struct SineCosine {
  float sine;
  float cosine;
};

/// For |x| up to some thousands.
inline SineCosine SinCos(float x) {
  // Quarter turns away, then what is left in ±π/4.
  const float quarters = Round(x * 0.636619772F);
  const float r =
      ((x - quarters * 1.5703125F) - quarters * 4.83751296997e-4F) - quarters * 7.54978995489e-8F;
  const float z = r * r;
  const float s = ((-1.9515295891e-4F * z + 8.3321608736e-3F) * z - 1.6666654611e-1F) * z * r + r;
  const float c =
      ((2.443315711809948e-5F * z - 1.388731625493765e-3F) * z + 4.166664568298827e-2F) * z * z -
      0.5F * z + 1.0F;
  const auto quarter = static_cast<std::int32_t>(quarters);
  const bool swapped = (quarter & 1) != 0;
  const float sine = swapped ? c : s;
  const float cosine = swapped ? s : c;
  return {(quarter & 2) != 0 ? -sine : sine, ((quarter + 1) & 2) != 0 ? -cosine : cosine};
}

}  // namespace boyin::synthesise::parametric
