#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/hash.h"
#include "base/message.h"
#include "synthesise/engine_table.h"
#include "synthesise/synthesise.h"
#include "synthesise/wire.h"

namespace boyin::synthesise {

namespace {

/// Of this room's own doing: changed whenever a plan and a voice no longer give the samples they
/// gave.
constexpr std::string_view kSynthesisRevision = "2026-11-30";

}  // namespace

std::vector<EngineInfo> Engines() {
  std::vector<EngineInfo> engines;
  for (const EngineEntry& entry : EngineTable()) {
    engines.push_back({std::string(entry.name), entry.version(), 0, entry.word_marks});
  }
  return engines;
}

std::vector<std::string> InstallableEngines() {
  std::vector<std::string> names;
  for (const EngineEntry& entry : EngineTable()) {
    if (entry.files != nullptr) names.emplace_back(entry.name);
  }
  return names;
}

std::vector<EngineFile> FilesOfEngine(std::string_view engine, const std::string& machine) {
  const EngineEntry* entry = FindEngine(engine);
  if (entry == nullptr || entry->files == nullptr) return {};
  return entry->files(machine);
}

std::string ClipKey(const voice::Voice& voice, const prosody::Plan& plan) {
  // Where a unit stands in its text is not heard: a sentence that moves keeps its name. An engine
  // that reads text hears where its sentence cuts it, and no more.
  const EngineEntry* engine = FindEngine(voice.engine);
  const bool reads_text = engine != nullptr && engine->reads_text;
  prosody::Plan heard = plan;
  const std::size_t origin = reads_text ? plan.text_begin : 0;
  const auto place = [&](Range& spoken) {
    spoken = reads_text ? Range{spoken.begin - origin, spoken.end - origin} : Range{};
  };
  for (prosody::Unit& unit : heard.units) {
    if (auto* syllable = std::get_if<prosody::SyllableUnit>(&unit)) {
      place(syllable->spoken);
      if (!reads_text) syllable->polyphone = false;
    }
    if (auto* foreign = std::get_if<prosody::ForeignUnit>(&unit)) place(foreign->spoken);
  }
  heard.text_begin = 0;
  if (!reads_text) heard.text.clear();
  std::string key = wire::EncodeRequest({voice, std::move(heard)});
  key += kSynthesisRevision;
  if (engine != nullptr) key += engine->version();
  return ContentHash(key);
}

bool IsInstant(const std::string& engine) {
  const EngineEntry* entry = FindEngine(engine);
  return entry != nullptr && entry->instant;
}

bool ReadsText(const std::string& engine) {
  const EngineEntry* entry = FindEngine(engine);
  return entry != nullptr && entry->reads_text;
}

bool IsInstalled(std::string_view engine, const std::filesystem::path& models) {
  const EngineEntry* entry = FindEngine(engine);
  if (entry == nullptr) return false;
  std::error_code ignored;
  return entry->installed_file.empty() ||
         std::filesystem::exists(models / entry->name / entry->installed_file, ignored);
}

Result<std::unique_ptr<Engine>> OpenEngine(const voice::Voice& voice, const EngineConfig& config) {
  if (const EngineEntry* entry = FindEngine(voice.engine)) return entry->open(voice, config);
  std::vector<std::string_view> names;
  for (const EngineEntry& entry : EngineTable()) names.push_back(entry.name);
  return Fail(Code::kUsage, voice.name, Translated("there is no engine “{}”", voice.engine),
              Translated("engines: {}", fmt::join(names, ", ")));
}

}  // namespace boyin::synthesise
