#include "encode/peak_overs.h"

#include <algorithm>
#include <array>
#include <span>

#include "encode/decoder.h"
#include "produce/level.h"
#include "produce/true_peak.h"

namespace boyin::encode {
namespace {

constexpr double kOneSeconds = 0.005;
constexpr std::size_t kWindow = produce::kPeakBefore + produce::kPeakBlock + produce::kPeakAfter;

/// Follows one channel.
class OverFinder {
 public:
  explicit OverFinder(double limit) : limit_(static_cast<float>(limit)) {}

  void Add(std::span<const float> interleaved, std::size_t channel, std::size_t stride) {
    for (std::size_t i = channel; i < interleaved.size(); i += stride) {
      window_.push_back(interleaved[i]);
    }
    Look();
  }
  void End() {
    window_.insert(window_.end(), kWindow, 0.0F);
    Look();
  }
  /// Samples and linear peaks.
  [[nodiscard]] const std::vector<std::pair<std::int64_t, float>>& found() const { return found_; }

 private:
  void Look() {
    std::array<float, produce::kPeakBlock> peaks{};
    std::size_t begin = 0;
    for (; begin + kWindow <= window_.size(); begin += produce::kPeakBlock) {
      const std::span<const float, kWindow> x(window_.data() + begin, kWindow);
      if (produce::LargestSample(x) * produce::LargestPeakGrowth() > limit_) {
        produce::PeaksBetween(x, peaks);
        const auto largest = std::max_element(peaks.begin(), peaks.end());
        if (*largest > limit_) found_.emplace_back(at_ + (largest - peaks.begin()), *largest);
      }
      at_ += std::int64_t{produce::kPeakBlock};
    }
    window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(begin));
  }

  float limit_;
  std::int64_t at_ = 0;
  std::vector<float> window_ = std::vector<float>(produce::kPeakBefore, 0.0F);
  std::vector<std::pair<std::int64_t, float>> found_;
};

}  // namespace

Result<std::vector<PeakOver>> FindPeakOvers(const std::filesystem::path& path, double limit_dbtp) {
  const double limit = produce::FromDb(limit_dbtp);
  Decoder decoder(path);
  std::vector<OverFinder> channels;
  const Result<void> done = decoder.Run([&](std::span<const float> interleaved) {
    const auto stride = static_cast<std::size_t>(decoder.channels());
    channels.resize(stride, OverFinder(limit));
    for (std::size_t c = 0; c < stride; ++c) channels[c].Add(interleaved, c, stride);
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  std::vector<PeakOver> all;
  for (OverFinder& channel : channels) {
    channel.End();
    for (const auto& [sample, peak] : channel.found()) {
      all.push_back({static_cast<double>(sample) / decoder.sample_rate_hz(),
                     produce::ToDb(static_cast<double>(peak)) - limit_dbtp});
    }
  }
  std::sort(all.begin(), all.end(),
            [](const PeakOver& a, const PeakOver& b) { return a.at_s < b.at_s; });
  std::vector<PeakOver> peak_overs;
  for (const PeakOver& over : all) {
    if (peak_overs.empty() || over.at_s - peak_overs.back().at_s > kOneSeconds) {
      peak_overs.push_back(over);
    } else {
      peak_overs.back().over_db = std::max(peak_overs.back().over_db, over.over_db);
    }
  }
  return peak_overs;
}

}  // namespace boyin::encode
