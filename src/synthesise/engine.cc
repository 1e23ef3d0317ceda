#include <fmt/format.h>

#include "base/hash.h"
#include "synthesise/espeak.h"
#include "synthesise/espeak_library.h"
#include "synthesise/kokoro/kokoro.h"
#include "synthesise/parametric/parametric.h"
#include "synthesise/synthesise.h"
#include "synthesise/wire.h"

namespace boyin::synthesise {

namespace {

/// Of this room's own doing: changed whenever a plan and a voice no longer give the samples they
/// gave.
constexpr std::string_view kRendition = "2026-11-30";

}  // namespace

std::vector<EngineInfo> Engines() {
  return {
      {"espeak", espeak::Version(), 0, true}, {"kokoro", "v1.0", 0, true}, {"boyin", "1", 0, true}};
}

std::string ClipKey(const voice::Voice& voice, const prosody::Plan& plan) {
  // Where a unit stands in its text is not heard: a sentence that moves keeps its name.
  prosody::Plan heard = plan;
  for (prosody::Unit& unit : heard.units) {
    if (auto* syllable = std::get_if<prosody::SyllableUnit>(&unit)) syllable->spoken = {};
    if (auto* foreign = std::get_if<prosody::ForeignUnit>(&unit)) foreign->spoken = {};
  }
  std::string key = wire::EncodeRequest({voice, std::move(heard)});
  key += kRendition;
  for (const EngineInfo& engine : Engines()) {
    if (engine.name == voice.engine) key += engine.version;
  }
  return ContentHash(key);
}

bool IsInstant(const std::string& engine) { return engine == "espeak" || engine == "boyin"; }

Result<std::unique_ptr<Engine>> OpenEngine(const voice::Voice& voice, const Equipment& equipment) {
  if (voice.engine == "espeak") return espeak::Open(voice);
  if (voice.engine == "kokoro") return kokoro::Open(voice, equipment);
  if (voice.engine == "boyin") return parametric::Open(voice, equipment.models);
  return Fail(Code::kUsage, voice.name,
              {fmt::format("there is no engine “{}”", voice.engine),
               fmt::format("没有引擎“{}”", voice.engine)},
              {"engines: boyin, espeak, kokoro", "可用的引擎：boyin、espeak、kokoro"});
}

}  // namespace boyin::synthesise
