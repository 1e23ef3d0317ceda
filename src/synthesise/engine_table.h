// The engines that are built in. A new one is a folder with an Open function and a row in
// engine_table.cc; nothing else in the tree names it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "synthesise/engine_files.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {

struct EngineEntry {
  std::string_view name;  ///< as a voice's file names it
  std::string (*version)();
  bool word_marks;  ///< see EngineInfo
  bool instant;     ///< see IsInstant
  bool reads_text;  ///< its sound depends on Plan::text and on SyllableUnit::polyphone
  Result<std::unique_ptr<Engine>> (*open)(const voice::Voice& voice, const EngineConfig& config);
  std::string_view installed_file;  ///< below MODELS/name once installed; empty: always there
  std::vector<EngineFile> (*files)(const std::string& machine);  ///< to install; or nullptr
};

[[nodiscard]] std::span<const EngineEntry> EngineTable();

/// Null for an engine that is not built in.
[[nodiscard]] const EngineEntry* FindEngine(std::string_view name);

}  // namespace boyin::synthesise
