// Recordings that somebody has sent with takes. Decoders of sound are not in the sandbox, so a
// recording is plain PCM in WAV, which the sender makes: what stands before the samples is read
// here, by a few lines that trust none of it.
//
//   Result<void> opened = OpenSentRecordings(takes, bytes_of, "/var/tmp");
//   takes[0].recording->seconds();
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipeline/pipeline.h"

namespace boyin::jobs {

inline constexpr int kMostRecordingSeconds = 120;
inline constexpr std::size_t kMostRecordingBytes = 48UL << 20U;  ///< two minutes at the most

/// The samples of a WAV file of 16 bits, one or two channels, 8 to 96 kHz. kInput for anything
/// else, for what is longer than two minutes, shorter than 50 ms or silent.
[[nodiscard]] Result<produce::Music> ReadRecording(std::string_view wav, const std::string& name,
                                                   const std::filesystem::path& spool_folder);

/// Opens what the takes name as `audio`, without the silence at its ends. kInput, at the take.
[[nodiscard]] Result<void> OpenSentRecordings(
    std::vector<pipeline::Take>& takes,
    const std::function<Result<std::string>(const std::string& name)>& bytes_of,
    const std::filesystem::path& spool_folder);

[[nodiscard]] bool HasRecordings(const std::vector<pipeline::Take>& takes);

}  // namespace boyin::jobs
