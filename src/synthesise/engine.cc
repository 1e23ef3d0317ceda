#include <fmt/format.h>

#include "synthesise/espeak.h"
#include "synthesise/espeak_library.h"
#include "synthesise/kokoro/kokoro.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {

std::vector<EngineInfo> Engines() { return {{"espeak", espeak::Version(), 0, true}}; }

Result<std::unique_ptr<Engine>> OpenEngine(const voice::Voice& voice,
                                           const std::filesystem::path& models) {
  if (voice.engine == "espeak") return espeak::Open(voice);
  if (voice.engine == "kokoro") return kokoro::Open(voice, models / "kokoro");
  return Fail(Code::kUsage, voice.name,
              {fmt::format("there is no engine “{}”", voice.engine),
               fmt::format("没有引擎“{}”", voice.engine)},
              {"engines: espeak, kokoro", "可用的引擎：espeak、kokoro"});
}

}  // namespace boyin::synthesise
