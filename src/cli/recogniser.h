// A recogniser as a program of its own, which is told sound and tells text. Private to cli.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/subprocess.h"

namespace boyin::cli {

/// Messages as base/subprocess.h has them, on the program's descriptor 3: the sample rate (u32) and
/// the samples of one sentence (f32), all little-endian, are answered by UTF-8 JSON, {"text": …} or
/// {"error": …}. data/listener.py is one.
class Recogniser {
 public:
  /// Started when first needed; the words of a command.
  explicit Recogniser(std::vector<std::string> command) : command_(std::move(command)) {}

  /// What is said there. kEngine where the program cannot be run, falls or answers nonsense. Any
  /// thread.
  [[nodiscard]] Result<std::string> TextOf(std::span<const float> samples, int sample_rate_hz);

 private:
  std::vector<std::string> command_;
  std::mutex mutex_;
  std::optional<Subprocess> process_;  // guarded by mutex_
};

/// Of `command`, words parted by blanks; empty: MODELS/listener/listen, where that is there;
/// "none": none.
[[nodiscard]] std::shared_ptr<Recogniser> FindRecogniser(const std::string& command);

}  // namespace boyin::cli
