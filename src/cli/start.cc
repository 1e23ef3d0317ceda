#include "cli/start.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include <unistd.h>

#include "base/file.h"
#include "lexicon/shelf.h"

namespace boyin::cli {
namespace {

extern "C" void OnInterrupt(int /*signal*/) {
  RemoveUncommittedFiles();
  ::_exit(static_cast<int>(Code::kInterrupted));
}

}  // namespace

void HandleSignals() {
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  // A closed pipe and a file that may not grow are errors like any other: we say so and leave by
  // the door.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void KeepTimeZone() { ::setenv("TZ", ":/etc/localtime", 0); }

int Obey(CLI::App& app, int argc, char** argv, const Outcome& outcome) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return status == 0 ? 0 : static_cast<int>(Code::kUsage);
  }
  return outcome.status;
}

std::filesystem::path ConfigFolder() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return std::filesystem::path(config) / "boyin";
  const char* home = std::getenv("HOME");
  return home == nullptr ? std::filesystem::path() : std::filesystem::path(home) / ".config/boyin";
}

std::vector<std::filesystem::path> LexiconFolders() {
  const std::filesystem::path own = ConfigFolder();
  if (own.empty()) return {};
  return {own / "lexicon"};
}

std::string Today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &local);
  return text.data();
}

Result<lexicon::Lexicon> ReadLexicons(const std::vector<std::string>& paths) {
  const Result<lexicon::Shelf> shelf =
      lexicon::Shelf::Open({paths.begin(), paths.end()}, LexiconFolders(), Today());
  if (!shelf) return tl::unexpected(shelf.error());
  return shelf->lexicon();
}

}  // namespace boyin::cli
