// Foreign runs in a voice that has only Mandarin: eSpeak NG's English, at this voice's rate and
// loudness.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace boyin::synthesise::parametric {

class ForeignSpeaker {
 public:
  explicit ForeignSpeaker(const voice::Voice& voice);

  /// Without marks, at `sample_rate_hz`, as loud as `level`. eSpeak NG is opened when it is needed.
  [[nodiscard]] Result<Clip> Say(const std::string& as, int sample_rate_hz, float level);

 private:
  voice::Voice voice_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace boyin::synthesise::parametric
