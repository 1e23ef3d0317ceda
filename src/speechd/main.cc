// sd_boyin: what Speech Dispatcher starts. Its one argument is a settings file, a line of which is
// `voice=NAME`, `male=NAME` or `female=NAME`; # begins a comment.
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "base/local_day.h"
#include "base/message.h"
#include "base/programs.h"
#include "base/user_folders.h"
#include "lexicon/reloading_lexicon.h"
#include "speechd/speechd.h"

namespace boyin::speechd {
namespace {

Result<void> ReadSettings(const char* path, Options& options) {
  std::ifstream file(path);
  if (!file) {
    return Fail(Code::kInput, path, Translated("cannot be read"));
  }
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t sign = line.find('=');
    const std::string name = line.substr(0, sign);
    std::string* setting = name == "voice"    ? &options.voice
                           : name == "male"   ? &options.male
                           : name == "female" ? &options.female
                                              : nullptr;
    if (sign == std::string::npos || setting == nullptr) {
      return Fail(Code::kInput, fmt::format("{}:{}", path, number), Translated("no such setting"),
                  Translated("voice=, male= and female= are known"));
    }
    *setting = line.substr(sign + 1);
  }
  return {};
}

Result<void> Run(int argc, char** argv) {
  Options options;
  if (argc > 1) {
    if (Result<void> read = ReadSettings(argv[1], options); !read) return read;
  }
  const Result<std::filesystem::path> engine = FindProgram("boyin-engine");
  if (!engine) return tl::unexpected(engine.error());
  options.engine = {engine->string(), (DataFolder() / "models").string()};
  if (const std::filesystem::path own = ConfigFolder(); !own.empty()) {
    const Result<lexicon::ReloadingLexicon> tables =
        lexicon::ReloadingLexicon::Open({}, {own / "lexicon"}, LocalDay());
    if (!tables) return tl::unexpected(tables.error());
    options.lexicon = tables->lexicon();
    std::error_code ignored;
    if (std::filesystem::is_directory(own / "voices", ignored)) {
      options.folders.push_back((own / "voices").string());
    }
  }
  return Serve(STDIN_FILENO, STDOUT_FILENO, options);
}

}  // namespace
}  // namespace boyin::speechd

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const boyin::Result<void> run = boyin::speechd::Run(argc, argv);
    if (run) return 0;
    std::fprintf(stderr, "sd_boyin: %s: %s\n", run.error().where.c_str(),
                 run.error().what.en.c_str());
    return static_cast<int>(run.error().code);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sd_boyin: %s\n", error.what());
    return 1;
  }
}
