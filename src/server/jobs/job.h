// A job: a text or a file that becomes an episode with all its side files, in the background.
// Private to server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boyin::server {

enum class JobState { kQueued, kRunning, kDone, kFailed, kCancelled };

/// What a client asks for.
struct JobSpec {
  std::string name;  ///< of the file; empty for what came as a text
  std::string title;
  std::string voice;
  std::string format;  ///< mp3 m4a opus ogg flac wav mp2
  double speed = 1;

  bool operator==(const JobSpec&) const = default;
};

struct JobFile {
  std::string name;
  std::uint64_t bytes = 0;

  bool operator==(const JobFile&) const = default;
};

struct Job {
  std::string id;
  std::string caller;
  JobSpec spec;
  std::int64_t created = 0;   ///< Unix time
  std::int64_t finished = 0;  ///< 0: not yet
  JobState state = JobState::kQueued;
  double progress = 0;  ///< 0 … 1
  std::size_t characters = 0;
  std::size_t sentences = 0;
  std::size_t doubts = 0;
  double duration_s = 0;
  int attempts = 0;  ///< begun so far, this service's and earlier ones'
  std::uint64_t input_bytes = 0;
  std::string error;           ///< of kFailed
  std::vector<JobFile> files;  ///< of kDone; the first is the sound

  /// On disk.
  [[nodiscard]] std::uint64_t bytes() const {
    std::uint64_t all = input_bytes;
    for (const JobFile& file : files) all += file.bytes;
    return all;
  }
  [[nodiscard]] bool ended() const { return state >= JobState::kDone; }
  bool operator==(const Job&) const = default;
};

[[nodiscard]] std::string_view StateName(JobState state);

/// As clients see it.
[[nodiscard]] std::string PublicJson(const Job& job, std::int64_t keep_s);

/// As it is kept. A job at work is kept as one that waits: after a restart it is done anew.
[[nodiscard]] std::string KeptJson(const Job& job);
/// Nothing for what is no kept job.
[[nodiscard]] std::optional<Job> ParseKept(std::string_view json);

}  // namespace boyin::server
