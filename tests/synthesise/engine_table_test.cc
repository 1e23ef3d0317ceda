#include "synthesise/engine_table.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "synthesise/plans.h"

namespace boyin::synthesise {
namespace {

TEST_CASE("every engine of the table opens or says how it is installed; no other does") {
  std::set<std::string_view> names;
  for (const EngineEntry& entry : EngineTable()) {
    CAPTURE(entry.name);
    CHECK(names.insert(entry.name).second);
    CHECK_FALSE(entry.version().empty());
    CHECK(entry.installed_file.empty() == (entry.files == nullptr));
    const std::vector<EngineFile> files = FilesOfEngine(entry.name, "x86_64");
    CHECK(files.empty() == entry.installed_file.empty());
    CHECK(IsInstalled(entry.name, "/nowhere") == entry.installed_file.empty());
    if (entry.installed_file.empty()) continue;
    CHECK(std::ranges::find(files, entry.installed_file, &EngineFile::file) != files.end());
    voice::Voice voice = VoiceNamed("anchor-f");
    voice.engine = entry.name;
    const auto opened = OpenEngine(voice, {"/nowhere"});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().mend.en.find(std::string("install ") + std::string(entry.name)) !=
          std::string::npos);
  }
  CHECK(names.size() == Engines().size());
  CHECK(FindEngine("gramophone") == nullptr);
  CHECK_FALSE(IsInstalled("gramophone", "/nowhere"));
}

TEST_CASE("every built-in voice has an engine of the table") {
  const auto voices = voice::List({});
  REQUIRE(voices);
  for (const voice::Voice& voice : *voices) {
    CAPTURE(voice.name);
    CHECK(FindEngine(voice.engine) != nullptr);
  }
}

}  // namespace
}  // namespace boyin::synthesise
