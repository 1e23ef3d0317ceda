#include "synthesise/engine_table.h"

#include <algorithm>
#include <array>

#include "synthesise/espeak.h"
#include "synthesise/espeak_library.h"
#include "synthesise/kokoro/kokoro.h"
#include "synthesise/parametric/parametric.h"
#include "synthesise/remote/openai.h"

namespace boyin::synthesise {

std::span<const EngineEntry> EngineTable() {
  static constexpr auto kTable = std::to_array<EngineEntry>({
      {.name = "espeak",
       .version = espeak::Version,
       .word_marks = true,
       .instant = true,
       .reads_text = false,
       .open = espeak::Open,
       .installed_file = "",
       .files = nullptr},
      {.name = "kokoro",
       .version = [] { return std::string("v1.0"); },
       .word_marks = true,
       .instant = false,
       .reads_text = false,
       .open = kokoro::Open,
       .installed_file = "model.onnx",
       .files = kokoro::Files},
      {.name = "boyin",
       .version = [] { return std::string("1"); },
       .word_marks = true,
       .instant = true,
       .reads_text = false,
       .open = [](const voice::Voice& voice,
                  const EngineConfig& config) { return parametric::Open(voice, config.models); },
       .installed_file = "",
       .files = nullptr},
      {.name = "openai",
       .version = [] { return std::string("1"); },
       .word_marks = false,
       .instant = false,
       .reads_text = true,
       .open = [](const voice::Voice& voice,
                  const EngineConfig& /*config*/) { return remote::OpenOpenAi(voice); },
       .installed_file = "",
       .files = nullptr},
  });
  return kTable;
}

const EngineEntry* FindEngine(std::string_view name) {
  const std::span<const EngineEntry> table = EngineTable();
  const auto entry = std::ranges::find(table, name, &EngineEntry::name);
  return entry == table.end() ? nullptr : &*entry;
}

}  // namespace boyin::synthesise
