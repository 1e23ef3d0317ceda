// A sound file as one channel, for who listens to what is finished.
//
//   Result<void> read = ReadMono("out/news.mp3", [&](std::span<const float> samples, int rate_hz) {
//     …;
//     return true;
//   });
#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "base/result.h"

namespace boyin::encode {

/// Samples in order, all channels folded down to their mean, at the file's own rate. False stops
/// the reading.
using TakeMono = std::function<bool(std::span<const float> samples, int sample_rate_hz)>;

/// The first audio stream of any file that libavcodec reads. kInput for what is no audio.
[[nodiscard]] Result<void> ReadMono(const std::filesystem::path& path, const TakeMono& take);

}  // namespace boyin::encode
