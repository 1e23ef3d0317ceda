// boyin voices install, remove: neural voices and the recogniser that listens to them, fetched by
// package clients or taken from a folder, and checked. Nothing is fetched at any other time.
#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "cli/install_listener.h"
#include "cli/installer.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;
using synthesise::EngineFile;

std::vector<std::string> Installable() {
  std::vector<std::string> names = synthesise::InstallableEngines();
  names.emplace_back(kListener);
  return names;
}

Result<void> Known(const std::string& engine) {
  const std::vector<std::string> names = Installable();
  if (std::ranges::find(names, engine) != names.end()) return {};
  const std::string mend = fmt::format("boyin voices install {}", fmt::join(names, " | "));
  return Fail(Code::kUsage, engine, Translated("is nothing that can be installed"), {mend, mend});
}

struct Choice {
  std::string engine;
  std::string from;
  bool no_runtime = false;
};

/// The pieces to be installed here: without the runtime where the system's own is to serve.
Result<std::vector<EngineFile>> FilesFor(const Choice& choice) {
  if (Result<void> known = Known(choice.engine); !known) return tl::unexpected(known.error());
  std::vector<EngineFile> pieces = synthesise::FilesOfEngine(choice.engine, Machine());
  const auto is_runtime = [](const EngineFile& piece) {
    return piece.file == synthesise::kRuntimeFile;
  };
  if (choice.no_runtime) {
    std::erase_if(pieces, is_runtime);
  } else if (std::none_of(pieces.begin(), pieces.end(), is_runtime)) {
    return Fail(Code::kUsage, Machine(),
                Translated("there is no runtime for this machine among the packages"),
                Translated("install your system's ONNX Runtime and say --no-runtime"));
  }
  return pieces;
}

Result<void> InstallEngine(const fs::path& target, const Choice& choice) {
  const Result<std::vector<EngineFile>> pieces = FilesFor(choice);
  if (!pieces) return tl::unexpected(pieces.error());
  return InstallPieces(target, choice.from, *pieces);
}

Result<void> Install(const Choice& choice) {
  const fs::path target = ModelsFolder() / choice.engine;
  Result<void> done = choice.engine == kListener ? InstallListener(target, choice.from)
                                                 : InstallEngine(target, choice);
  if (!done) return done;
  fmt::print("{}\n", target.string());
  return {};
}

Result<void> Remove(const std::string& engine) {
  if (Result<void> known = Known(engine); !known) return known;
  const fs::path target = ModelsFolder() / engine;
  std::error_code failed;
  for (const char* part : {"", ".download", ".new", ".old", ".unpacked"}) {
    const std::string folder = target.string() + part;
    fs::remove_all(folder, failed);
    if (failed) return Fail(Code::kOutput, folder, {failed.message(), failed.message()});
  }
  return {};
}

}  // namespace

int PrintInstallable() {
  for (const std::string& engine : synthesise::InstallableEngines()) {
    const std::vector<EngineFile> pieces = synthesise::FilesOfEngine(engine, Machine());
    std::uint64_t bytes = 0;
    for (const EngineFile& piece : pieces) bytes += piece.bytes;
    fmt::print("{}   {} · {}\n", engine, Size(bytes), (ModelsFolder() / engine).string());
    for (const EngineFile& piece : pieces) {
      fmt::print("  {:<24} {:>11} {}  {} {} {}  {}\n", piece.file, piece.bytes, piece.licence,
                 piece.client, piece.package, piece.version, piece.sha256);
    }
  }
  fmt::print("{}   {} · {}\n", kListener, Size(kListenerBytes),
             (ModelsFolder() / kListener).string());
  return 0;
}

void AddVoicesInstall(Command voices, Outcome& outcome) {
  auto choice = std::make_shared<Choice>();
  const auto finish = [&outcome](const Result<void>& done) {
    if (!done) Print(done.error());
    outcome.status = done ? 0 : Status(done.error());
  };
  const std::string names = fmt::format("{}", fmt::join(Installable(), ", "));
  const Command install =
      voices.AddCommand("install", Tr("fetch and check a neural engine, or a listener for audits"));
  install.AddOption("engine", choice->engine, names).Required();
  install.AddOption("--from", choice->from,
                    Tr("a folder or archive of the packages, or of an engine installed elsewhere"));
  install.AddFlag("--no-runtime", choice->no_runtime,
                  Tr("without ONNX Runtime: the system has its own"));
  install.OnRun([choice, finish] { finish(Install(*choice)); });
  const Command remove = voices.AddCommand("remove", Tr("delete it"));
  remove.AddOption("engine", choice->engine, names).Required();
  remove.OnRun([choice, finish] { finish(Remove(choice->engine)); });
}

}  // namespace boyin::cli
