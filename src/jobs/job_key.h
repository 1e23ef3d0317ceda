// A secret that a batch and its workers share. A job signed with it was given by someone who knows
// it, and is as it was given; who may merely write to the queue cannot have a worker do anything.
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "jobs/queue.h"

namespace boyin::jobs {

class JobKey {
 public:
  /// A file of 64 hexadecimal digits, as `openssl rand -hex 32` writes it. kInput where it is not,
  /// or where everybody may read it.
  [[nodiscard]] static Result<JobKey> Read(const std::filesystem::path& file);

  /// The job with its body signed: a line of 64 hexadecimal digits before it. HMAC-SHA-512/256
  /// (libsodium's crypto_auth) over id, engine and body.
  [[nodiscard]] Job Sign(Job job) const;

  /// The job without its signature; kInput where it has none, or not this one.
  [[nodiscard]] Result<Job> Verify(Job job) const;

 private:
  std::array<unsigned char, 32> secret_{};
};

}  // namespace boyin::jobs
