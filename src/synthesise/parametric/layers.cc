#include "synthesise/parametric/layers.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "synthesise/parametric/widest.h"

namespace boyin::synthesise::parametric {
namespace {

constexpr std::size_t kAtOnce = 4;  // rows; each weight that is read serves them all

typedef float Vector __attribute__((vector_size(Rows::kVector * sizeof(float))));

/// One vector of outputs of four rows: sums[r] += Σ weights[k] · inputs[r][k], k in order.
BOYIN_WIDEST void Accumulate(const float* weights, std::size_t stride, std::size_t count,
                             const float* const* inputs, float* sums) {
  std::array<Vector, kAtOnce> sum;
  std::memcpy(sum.data(), sums, sizeof sum);
  const float* a = inputs[0];
  const float* b = inputs[1];
  const float* c = inputs[2];
  const float* d = inputs[3];
  for (std::size_t k = 0; k < count; ++k, weights += stride) {
    Vector w;
    std::memcpy(&w, weights, sizeof w);
    sum[0] += w * a[k];
    sum[1] += w * b[k];
    sum[2] += w * c[k];
    sum[3] += w * d[k];
  }
  std::memcpy(sums, sum.data(), sizeof sum);
}

void Store(const float* sums, const float* in, After after, float* out) {
  for (std::size_t i = 0; i < Rows::kVector; ++i) {
    float value = sums[i];
    if (after != After::kNothing) value = std::max(value, 0.0F);
    if (after == After::kRectifyAndAdd) value += in[i];
    out[i] = value;
  }
}

}  // namespace

Rows::Rows(std::size_t count, std::size_t width, std::size_t margin)
    : count_(count),
      width_(width),
      stride_((width + kVector - 1) / kVector * kVector),
      margin_(margin),
      values_((count + 2 * margin) * stride_) {}

void Apply(const Layer& layer, const Rows& in, std::size_t dilation, After after, Rows& out) {
  std::array<float, kAtOnce * Rows::kVector> sums;
  const auto middle = static_cast<std::ptrdiff_t>(layer.taps / 2);
  for (std::size_t first = 0; first < in.count(); first += kAtOnce) {
    const std::size_t rows = std::min(kAtOnce, in.count() - first);
    for (std::size_t output = 0; output < layer.stride(); output += Rows::kVector) {
      for (std::size_t r = 0; r < kAtOnce; ++r) {
        std::copy_n(layer.bias.data() + output, Rows::kVector, sums.data() + r * Rows::kVector);
      }
      for (std::size_t tap = 0; tap < layer.taps; ++tap) {
        const auto shift =
            (static_cast<std::ptrdiff_t>(tap) - middle) * static_cast<std::ptrdiff_t>(dilation);
        std::array<const float*, kAtOnce> inputs;
        for (std::size_t r = 0; r < kAtOnce; ++r) {
          // The last rows may be fewer than four: the first of them stands in for the others.
          const std::size_t row = r < rows ? first + r : first;
          inputs[r] = in.around(static_cast<std::ptrdiff_t>(row) + shift);
        }
        Accumulate(layer.weights.data() + tap * layer.inputs * layer.stride() + output,
                   layer.stride(), layer.inputs, inputs.data(), sums.data());
      }
      for (std::size_t r = 0; r < rows; ++r) {
        Store(sums.data() + r * Rows::kVector, in.row(first + r) + output, after,
              out.row(first + r) + output);
      }
    }
  }
}

}  // namespace boyin::synthesise::parametric
