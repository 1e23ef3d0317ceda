// The layers of the network. Sums run in one order and no product is fused with a sum, so that
// every processor gives the same numbers; wider ones only do more of them at once.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace boyin::synthesise::parametric {

/// Rows of floats, one for each step. Rows are padded to whole vectors with zeros.
class Rows {
 public:
  static constexpr std::size_t kVector = 16;

  /// `margin` rows of zeros stand before and after the `count` that are counted.
  Rows(std::size_t count, std::size_t width, std::size_t margin = 0);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] std::size_t margin() const { return margin_; }
  [[nodiscard]] float* row(std::size_t i) { return values_.data() + (i + margin_) * stride_; }
  [[nodiscard]] const float* row(std::size_t i) const {
    return values_.data() + (i + margin_) * stride_;
  }
  /// A row of the margin for −margin ≤ i < count + margin.
  [[nodiscard]] const float* around(std::ptrdiff_t i) const {
    return values_.data() +
           (i + static_cast<std::ptrdiff_t>(margin_)) * static_cast<std::ptrdiff_t>(stride_);
  }

 private:
  std::size_t count_;
  std::size_t width_;
  std::size_t stride_;
  std::size_t margin_;
  std::vector<float> values_;
};

/// The products of a layer: a row for each input, of all taps one after the other.
struct Layer {
  std::size_t inputs = 0;  ///< of one tap
  std::size_t taps = 1;
  std::size_t outputs = 0;
  std::vector<float> weights;  ///< [taps × inputs][outputs padded to whole vectors]
  std::vector<float> bias;     ///< padded

  [[nodiscard]] std::size_t stride() const { return bias.size(); }
};

enum class After { kNothing, kRectify, kRectifyAndAdd };

/// out = after(layer(in)): taps are `dilation` rows apart, the middle one is the row itself; with
/// kRectifyAndAdd `in` is added. `in` has a margin of at least dilation where there are three taps.
void Apply(const Layer& layer, const Rows& in, std::size_t dilation, After after, Rows& out);

}  // namespace boyin::synthesise::parametric
