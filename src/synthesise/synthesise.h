// Synthesise: the plan of a sentence in, sound and marks out. The only room that sees an engine.
//
//   Result<std::unique_ptr<Engine>> engine = OpenEngine(voice);
//   Result<Clip> clip = (*engine)->Speak(plan);
//
// An Engine keeps global state (eSpeak NG does), so a process holds one and speaks one sentence at
// a time; width comes from processes: see pool.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "prosody/prosody.h"
#include "voice/voice.h"

namespace boyin::synthesise {

/// Where unit `unit` of the plan begins in the samples of its clip.
struct Mark {
  std::uint32_t unit = 0;
  std::uint32_t sample = 0;

  bool operator==(const Mark&) const = default;
};

/// The sound of one sentence: mono, float −1…1, trimmed of leading and trailing silence.
struct Clip {
  int sample_rate_hz = 0;
  std::vector<float> samples;
  std::vector<Mark> marks;  ///< in order; one for each syllable and foreign unit
  int remade = 0;           ///< how often the engine made it again before all of it came out

  bool operator==(const Clip&) const = default;
};

struct EngineInfo {
  std::string name;     ///< "espeak"
  std::string version;  ///< "1.51"
  int sample_rate_hz = 0;
  bool word_marks = false;  ///< false: marks inside a sentence are estimates

  bool operator==(const EngineInfo&) const = default;
};

class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  /// kEngine when it cannot; never a clip with part of the sentence.
  [[nodiscard]] virtual Result<Clip> Speak(const prosody::Plan& plan) = 0;
  [[nodiscard]] virtual EngineInfo Describe() const = 0;
};

/// A name for all that a clip depends on: engine and version, voice, what the plan says (not where
/// in its text a unit stands).
[[nodiscard]] std::string ClipKey(const voice::Voice& voice, const prosody::Plan& plan);

/// The engines that are built in, with their versions; nothing is opened, so the rate is 0.
[[nodiscard]] std::vector<EngineInfo> Engines();

/// Whether an engine makes a sentence in a hundredth of the time for which it is heard; one that is
/// not instant is worth waiting for with care, and what it made is worth keeping.
[[nodiscard]] bool IsInstant(const std::string& engine);

/// Whether an engine is given text and reads what is no Mandarin by itself, and is not to be asked
/// about single letters: each request costs.
[[nodiscard]] bool ReadsText(const std::string& engine);

/// What an engine has on this machine.
struct EngineConfig {
  std::filesystem::path models{};  ///< the folder under which neural engines were installed
  int threads = 1;                 ///< for one sentence; the sound does not depend on it
};

/// Opens the engine that `voice` names, in this process, and checks that it speaks Mandarin as
/// expected. kUsage for an engine that is not built in; kEngine, with the mend, where its data is
/// missing or it misreads.
[[nodiscard]] Result<std::unique_ptr<Engine>> OpenEngine(const voice::Voice& voice,
                                                         const EngineConfig& config = {});

}  // namespace boyin::synthesise
