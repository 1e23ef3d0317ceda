#include "audit/audit.h"

#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/auditing.h"
#include "cli/commands.h"
#include "cli/readings.h"
#include "cli/speech_options.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostReportBytes = 256UL << 20U;

struct Options : SpeechOptions {
  std::vector<std::string> files;
  std::string report;
  std::string beside;
  bool save = false;
  bool json = false;
};

/// Where speak, batch and bulletin write it.
fs::path ReportBeside(const fs::path& sound) {
  return fs::path(sound).replace_extension(".report.json");
}

Result<audit::Script> ReadScript(const fs::path& report) {
  const Result<std::string> bytes = ReadFile(report, kMostReportBytes);
  if (!bytes) {
    Error error = bytes.error();
    error.mend = Translated("make the sound with --bundle, or name its report with --report");
    return tl::unexpected(std::move(error));
  }
  return audit::ReadReport(*bytes).map_error([&](Error error) {
    error.where = report.string();
    return error;
  });
}

/// Whether nothing was found.
Result<bool> AuditOne(const Options& options, const pipeline::Renderer& renderer,
                      Recogniser* recogniser, const std::string& file) {
  const fs::path report = options.report.empty() ? ReportBeside(file) : fs::path(options.report);
  const Result<audit::Script> script = ReadScript(report);
  if (!script) return tl::unexpected(script.error());
  const Result<audit::Audit> audit =
      AuditSound(file, *script, renderer, recogniser, options.beside);
  if (!audit) return tl::unexpected(audit.error());
  if (options.save) {
    if (Result<void> saved = SaveAudit(report, *audit, *script); !saved) {
      return tl::unexpected(saved.error());
    }
  }
  if (options.json) {
    nlohmann::ordered_json line = {{"file", file}};
    line.update(AuditJson(*audit, *script));
    PrintJson(line);
  } else {
    PrintAudit(file, *audit, *script);
  }
  return audit->Flagged().empty();
}

Result<int> Run(const Options& options) {
  if (!options.report.empty() && options.files.size() > 1) {
    return Fail(Code::kUsage, options.report, Translated("is one report, for several files"),
                Translated("audit them one by one"));
  }
  const Result<pipeline::Renderer> renderer = OpenRenderer(options);
  if (!renderer) return tl::unexpected(renderer.error());
  const std::shared_ptr<Recogniser> recogniser = FindRecogniser(options.listener);
  int status = 0;
  for (const std::string& file : options.files) {
    const Result<bool> well = AuditOne(options, *renderer, recogniser.get(), file);
    if (!well) Print(well.error());
    const int one = !well ? Status(well.error()) : *well ? 0 : kAuditFound;
    if (status == 0 || status == kAuditFound) status = one == 0 ? status : one;
  }
  return status;
}

}  // namespace

void AddAudit(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("audit", Tr("Listen to finished audio files: words left out, doubled or "
                                 "wrong, clicks, clipping, level, pauses"));
  command.AddOption("file", options->files, Tr("audio files with their reports beside them"))
      .Required();
  command.AddOption("--report", options->report,
                    Tr("the report; default: FILE.report.json for FILE.mp3"));
  command.AddOption(
      "--beside", options->beside,
      Tr("the voice to compare with, or none; default: its own, or boyin's where that is slow"));
  AddListenerOption(command, *options);
  command.AddFlag("--save", options->save, Tr("write what was found into the report"));
  command.AddFlag("--json", options->json, Tr("JSON lines"));
  AddReadings(command, options->readings);
  command.AddOption("--lexicon", options->lexicons, Tr("the readings it was made with (TSV)"))
      .OneEachTime();
  AddEngineOptions(command, *options);
  command.OnRun([options, &outcome] {
    const Result<int> status = Run(*options);
    if (!status) Print(status.error());
    outcome.status = status ? *status : Status(status.error());
  });
}

}  // namespace boyin::cli
