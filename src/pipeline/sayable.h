// What no engine has a sound for is left out of a plan and named, so that the rest of the sentence
// is heard. Found by asking the engines, once for each letter. Private to pipeline.
//
//   SayableLetters letters(pool);                        // shared by all readings of a renderer
//   Result<SpokenPlan> spoken = SpeakWhatCanBe(pool, letters, {voice, &fallback}, plan);
//   spoken->unsaid;        // {unit 3, "Ꮳ"}
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "synthesise/retry.h"

namespace boyin::pipeline {

/// Which foreign text a voice has a sound for. Thread-safe.
class SayableLetters {
 public:
  explicit SayableLetters(synthesise::Pool& pool) : pool_(pool) {}

  /// Whether the voice says something where this stands by itself. Where the engine cannot be asked
  /// (it does not run), everything counts as sayable, and the error is met when it speaks.
  [[nodiscard]] bool CanSay(const voice::Voice& voice, const std::string& text);

 private:
  [[nodiscard]] bool Ask(const voice::Voice& voice, const std::string& text);

  synthesise::Pool& pool_;
  std::mutex mutex_;
  std::map<std::string, bool> known_;  // guarded by mutex_
};

/// What of a unit no voice says.
struct UnsaidUnit {
  std::uint32_t unit = 0;
  std::string letters;  ///< of ForeignUnit::as

  bool operator==(const UnsaidUnit&) const = default;
};

struct SpokenPlan {
  synthesise::Attempted said;  ///< without samples where nothing of the plan can be said
  std::vector<UnsaidUnit> unsaid;
};

/// The plan, without what neither voice has a sound for. kEngine where the rest cannot be said.
[[nodiscard]] Result<SpokenPlan> SpeakWhatCanBe(synthesise::Pool& pool, SayableLetters& letters,
                                                const synthesise::Cast& cast,
                                                const prosody::Plan& plan);

}  // namespace boyin::pipeline
