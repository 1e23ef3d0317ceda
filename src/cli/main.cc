// boyin: commands that read text and nothing more are run here, since the libraries of sound, pages
// and networks take three times as long to load as a line takes to read. For any other command, and
// wherever there is a settings file (it may name any command), this becomes boyin-studio.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/start.h"

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

/// Beside this program, where it was built, or in ../libexec/boyin, where it is installed.
std::filesystem::path Studio() {
  std::error_code ignored;
  const std::filesystem::path home =
      std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  std::filesystem::path program = home / "boyin-studio";
  if (!std::filesystem::exists(program, ignored)) {
    program = home.parent_path() / "libexec/boyin/boyin-studio";
  }
  return program;
}

int BecomeStudio(char** argv) {
  const std::filesystem::path studio = Studio();
  ::execv(studio.c_str(), argv);
  Print({Code::kOther,
         studio.string(),
         {"a part of boyin is missing", "缺少 boyin 的组成部分"},
         {"install boyin again", "请重新安装 boyin"}});
  return static_cast<int>(Code::kOther);
}

int Main(int argc, char** argv) {
  if (!ReadsText(argc, argv)) return BecomeStudio(argv);
  HandleSignals();
  CLI::App app;
  app.require_subcommand(1);
  Outcome outcome;
  AddNormalise(app, outcome);
  AddPinyin(app, outcome);
  AddLexicon(app, outcome);
  const Result<Origins> origins = ApplySettings(app, {});
  if (!origins) {
    Print(origins.error());
    return Status(origins.error());
  }
  return Obey(app, argc, argv, outcome);
}

}  // namespace
}  // namespace boyin::cli

int main(int argc, char** argv) {
  try {
    return boyin::cli::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "boyin: %s\n", error.what());
    return 1;
  }
}
