#include "produce/background_meter.h"

namespace boyin::produce {
namespace {

constexpr std::size_t kBatchSeconds = 4;

}  // namespace

BackgroundMeter::BackgroundMeter(int sample_rate_hz, int channels, Meter::Peaks peaks)
    : meter_(sample_rate_hz, channels, peaks),
      batch_(kBatchSeconds * static_cast<std::size_t>(sample_rate_hz) *
             static_cast<std::size_t>(channels)) {}

BackgroundMeter::~BackgroundMeter() {
  if (running_.valid()) running_.wait();
}

void BackgroundMeter::Add(std::span<const float> interleaved) {
  waiting_.insert(waiting_.end(), interleaved.begin(), interleaved.end());
  if (waiting_.size() >= batch_) HandOver();
}

void BackgroundMeter::HandOver() {
  if (running_.valid()) running_.get();
  std::swap(waiting_, measured_);
  waiting_.clear();
  running_ =
      std::async(std::launch::async | std::launch::deferred, [this] { meter_.Add(measured_); });
}

Loudness BackgroundMeter::Measured() {
  HandOver();
  running_.get();
  return meter_.Measured();
}

}  // namespace boyin::produce
