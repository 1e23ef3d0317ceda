// boyin: commands that read text and nothing more are run here, since the libraries of sound, pages
// and networks take three times as long to load as a line takes to read. For any other command, and
// wherever there is a settings file (it may name any command), this becomes boyin-studio.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/programs.h"
#include "cli/commands.h"
#include "cli/environment.h"
#include "cli/settings.h"
#include "cli/signals.h"
#include "cli/usage_error.h"
#include "pipeline/version.h"

namespace boyin::cli {
namespace {

bool ReadsText(int argc, char** argv) {
  constexpr std::array<std::string_view, 3> kReaders = {"lexicon", "normalise", "pinyin"};
  if (argc < 2 || std::ranges::find(kReaders, std::string_view(argv[1])) == kReaders.end()) {
    return false;
  }
  std::error_code ignored;
  return std::getenv("BOYIN_CONFIG") == nullptr &&
         !std::filesystem::exists(SettingsFile(), ignored);
}

int BecomeStudio(char** argv) {
  const Result<std::filesystem::path> program = FindProgram("boyin-studio");
  if (!program) {
    Print(program.error());
    return Status(program.error());
  }
  // boyin-studio may be of another installation: it says so (CheckStarter).
  ::setenv("BOYIN_STARTED_BY", kVersion.data(), 1);
  ::execv(program->c_str(), argv);
  const std::string why = std::strerror(errno);
  Print({Code::kOther, program->string(), {why, why}, Translated("install boyin again")});
  return static_cast<int>(Code::kOther);
}

int Main(int argc, char** argv) {
  if (!ReadsText(argc, argv)) return BecomeStudio(argv);
  HandleSignals();
  const Parser parser("");
  const Command app = parser.root();
  app.NeedCommand();
  Outcome outcome;
  AddNormalise(app, outcome);
  AddPinyin(app, outcome);
  AddLexicon(app, outcome);
  const Result<Origins> origins = ApplySettings(app, {});
  if (!origins) {
    Print(origins.error());
    return Status(origins.error());
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
