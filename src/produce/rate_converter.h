// A stream of samples from one rate to another, in memory that does not grow with it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/result.h"

struct SwrContext;

namespace boyin::produce {

class RateConverter {
 public:
  [[nodiscard]] static Result<RateConverter> Open(int from_hz, int to_hz);
  /// What comes out for these samples, valid until the next call.
  [[nodiscard]] std::span<const float> Convert(std::span<const float> samples);
  /// What is left in the filter.
  [[nodiscard]] std::span<const float> Flush();

 private:
  struct Close {
    void operator()(SwrContext* context) const;
  };
  std::unique_ptr<SwrContext, Close> context_;  // none: the rates are the same
  std::vector<float> out_;
};

}  // namespace boyin::produce
