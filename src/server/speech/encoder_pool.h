// Encoders opened ahead of requests: opening one costs as much as the first sentence. Private
// to server.
#pragma once

#include <array>
#include <mutex>
#include <vector>

#include "encode/stream.h"

namespace boyin::server {

/// For several threads.
class EncoderPool {
 public:
  /// One that lies ready, else one opened now.
  [[nodiscard]] Result<encode::Stream> Take(encode::StreamFormat format);
  /// Lays by what is missing of `format`.
  void Fill(encode::StreamFormat format);

 private:
  static constexpr std::size_t kMost = 4;
  static constexpr std::size_t kFormats = 6;

  std::mutex mutex_;
  std::array<std::vector<encode::Stream>, kFormats> ready_;  // guarded by mutex_
};

}  // namespace boyin::server
