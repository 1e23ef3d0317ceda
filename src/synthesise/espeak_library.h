// The eSpeak NG library behind three functions. Its state is global to the process and leaks from
// one utterance into the next (phase, flutter, noise), so it speaks only in children: see
// fork_server.h.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace boyin::synthesise::espeak {

struct Phoneme {
  std::string name;
  std::size_t sample = 0;
};

/// What came of one text.
struct Sound {
  std::vector<float> samples;
  std::vector<std::size_t> words;  ///< where each word begins
  std::vector<Phoneme> phonemes;
};

struct Tuning {
  std::string voice;  ///< "cmn-latn-pinyin+f2"
  int words_per_minute = 175;
  int pitch = 50;
  int range = 50;

  bool operator==(const Tuning&) const = default;
};

enum class TextKind { kMnemonics, kText, kLetters };

/// Loads the data, once in a process. The sample rate; kEngine, with the mend, where there is none.
[[nodiscard]] Result<int> Load();

/// "1.51"
[[nodiscard]] std::string Version();

/// kEngine for a voice that is not installed.
[[nodiscard]] Result<void> Tune(const Tuning& tuning);

/// Says `text` with the last tuning.
[[nodiscard]] Result<Sound> Say(const std::string& text, TextKind kind);

/// `text` in the IPA of the voice `voice` ("en-us"), the parts of one sound tied by ^; what has no
/// sound as text is spelled. kEngine where it has none at all.
[[nodiscard]] Result<std::string> Ipa(const std::string& text, const std::string& voice);

}  // namespace boyin::synthesise::espeak
