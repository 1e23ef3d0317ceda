#include <fmt/format.h>

#include "synthesise/espeak.h"
#include "synthesise/espeak_library.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {

std::vector<EngineInfo> Engines() { return {{"espeak", espeak::Version(), 0, true}}; }

Result<std::unique_ptr<Engine>> OpenEngine(const voice::Voice& voice) {
  if (voice.engine == "espeak") return espeak::Open(voice);
  return Fail(Code::kUsage, voice.name,
              {fmt::format("there is no engine “{}”", voice.engine),
               fmt::format("没有引擎“{}”", voice.engine)},
              {"engines: espeak", "可用的引擎：espeak"});
}

}  // namespace boyin::synthesise
