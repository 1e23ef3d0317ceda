// boyin-studio: every command of boyin, with all the libraries that they need. boyin becomes this
// program for whatever is more than reading text. A thin door: all else is in the rooms.
#include <array>
#include <cstdlib>
#include <ctime>
#include <exception>

#include <fmt/format.h>
#include <malloc.h>

#include "base/date.h"
#include "base/fault.h"
#include "base/programs.h"
#include "base/user_folders.h"
#include "cli/commands.h"
#include "cli/commit.h"
#include "cli/completion.h"
#include "cli/environment.h"
#include "cli/settings.h"
#include "cli/signals.h"
#include "cli/usage_error.h"
#include "encode/encode.h"
#include "pipeline/version.h"
#include "synthesise/synthesise.h"

namespace boyin::cli {

std::vector<std::filesystem::path> VoiceFolders() {
  std::vector<std::filesystem::path> folders;
  // A folder that nobody made is no error; one that BOYIN_VOICES names must be there.
  std::error_code ignored;
  const std::filesystem::path own = ConfigFolder() / "voices";
  if (std::filesystem::is_directory(own, ignored)) folders.push_back(own);
  if (const char* named = std::getenv("BOYIN_VOICES"); named != nullptr) {
    folders.emplace_back(named);
  }
  return folders;
}

std::filesystem::path ModelsFolder() {
  if (const char* named = std::getenv("BOYIN_MODELS"); named != nullptr) return named;
  const std::filesystem::path data = DataFolder();
  return data.empty() ? data : data / "models";
}

Result<std::vector<std::string>> EngineCommand() {
  return FindProgram("boyin-engine").map([](const std::filesystem::path& program) {
    return std::vector<std::string>{program, ModelsFolder()};
  });
}

Result<reader::Reader> OpenReader() {
  return FindProgram("boyin-reader").map([](const std::filesystem::path& program) {
    return reader::Reader({.command = {program}});
  });
}

std::string NowUtc() { return ToIso(std::time(nullptr)); }

namespace {

std::string Versions() {
  std::string text = fmt::format("boyin {} ({})\n", kVersion, Commit());
  for (const encode::Library& library : encode::Libraries()) {
    text += fmt::format("  {} {}\n", library.name, library.version);
  }
  for (const synthesise::EngineInfo& engine : synthesise::Engines()) {
    text += fmt::format("  {} {}\n", engine.name, engine.version);
  }
  text += fmt::format("  built with {}\nGPL-3.0-or-later", kBuiltWith);
  return text;
}

/// Whether boyin, which became this program, was installed together with it.
Result<void> CheckStarter() {
  const char* starter = std::getenv("BOYIN_STARTED_BY");
  const std::string version = starter == nullptr ? std::string(kVersion) : std::string(starter);
  ::unsetenv("BOYIN_STARTED_BY");
  if (version == kVersion) return {};
  return Fail(Code::kOther, "boyin-studio",
              Translated("is version {}, boyin is {}", kVersion, version),
              Translated("install boyin as a whole: its programs are of different versions"));
}

/// Sound comes and goes in blocks of some hundred kilobytes, made in one thread and freed in
/// another. glibc would raise its threshold and keep them in its arenas, which grow for hours; a
/// fixed one gives each block back.
void KeepHeapSmall() { ::mallopt(M_MMAP_THRESHOLD, 128 * 1024); }

int Main(int argc, char** argv) {
  if (const Result<void> same = CheckStarter(); !same) {
    Print(same.error());
    return Status(same.error());
  }
  HandleSignals();
  KeepTimeZone();
  KeepHeapSmall();
  const Parser parser(Tr("boyin 播音: written Mandarin in, broadcast speech out"));
  parser.SetVersion(Versions);
  const Command app = parser.root();
  app.NeedCommand();
  parser.SetFooter(
      Pick(Translated("Exit status: 0 done, 2 usage, 3 input cannot be read, 4 output cannot be "
                      "written,\n5 an engine failed, 6 some articles failed, 7 no news for the "
                      "bulletin, 8 an audit found\nsomething, 130 interrupted, 1 anything else.")));
  Outcome outcome;
  AddSpeak(app, outcome);
  AddBulletin(app, outcome);
  AddBatch(app, outcome);
  AddQueue(app, outcome);
  AddWorker(app, {argv, argv + argc}, outcome);
  AddNormalise(app, outcome);
  AddPinyin(app, outcome);
  AddProof(app, outcome);
  AddFeed(app, outcome);
  AddAudit(app, outcome);
  AddLoudness(app, outcome);
  AddMusic(app, outcome);
  AddLexicon(app, outcome);
  AddVoices(app, outcome);
  AddServe(app, outcome);
  AddHelp(app);
  AddCompletion(app, outcome);
  app.AddCommand("version", Tr("The same as --version")).OnRun([] {
    fmt::print("{}\n", Versions());
  });
  const Result<Origins> origins = ApplySettings(app, SettingsFile());
  if (!origins) {
    Print(origins.error());
    return Status(origins.error());
  }
  for (const char* name : {"speak", "bulletin", "batch"}) {
    AddExplainSettings(app, name, *origins, {argv, argv + argc});
  }
  return RunCommandLine(app, argc, argv, outcome);
}

}  // namespace
}  // namespace boyin::cli

int main(int argc, char** argv) {
  try {
    return boyin::cli::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "boyin: %s\n", boyin::FaultOf(error, "").what.en.c_str());
    return 1;
  }
}
