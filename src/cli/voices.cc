#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "cli/commands.h"
#include "synthesise/engine_files.h"
#include "synthesise/pool.h"
#include "voice/voice.h"

namespace boyin::cli {
namespace {

std::string SampleCommand(const voice::Voice& voice) {
  return fmt::format("echo 各位听众，早上好。 | boyin speak - --voice {} -o {}.mp3", voice.name,
                     voice.name);
}

void PrintJson(const std::vector<voice::Voice>& voices) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const voice::Voice& voice : voices) {
    list.push_back({{"name", voice.name},
                    {"title", voice.title},
                    {"engine", voice.engine},
                    {"language", voice.language},
                    {"gender", voice.gender},
                    {"character", voice.character},
                    {"rate", voice.rate},
                    {"installed", Installed(voice)},
                    {"sample", SampleCommand(voice)}});
  }
  cli::PrintJson(list, 2);
}

int Run(bool json) {
  const Result<std::vector<voice::Voice>> voices = voice::List(VoiceFolders());
  if (!voices) {
    Print(voices.error());
    return Status(voices.error());
  }
  if (json) {
    PrintJson(*voices);
    return 0;
  }
  for (const voice::Voice& voice : *voices) {
    Say(stdout, "{}  {}  {} {} {}{}\n    {}\n    {}\n", voice.name, voice.title, voice.engine,
        voice.language, voice.gender,
        Installed(voice) ? "" : Tr("  (needs: boyin voices install {})", voice.engine),
        voice.character, SampleCommand(voice));
  }
  return 0;
}

}  // namespace

bool Installed(const voice::Voice& voice) {
  return synthesise::IsInstalled(voice.engine, ModelsFolder());
}

void AddVoices(Command app, Outcome& outcome) {
  auto json = std::make_shared<bool>(false);
  auto installable = std::make_shared<bool>(false);
  const Command command = app.AddCommand("voices", Tr("List the voices"));
  const Command list = command.AddCommand("list", Tr("the same"));
  for (Command lister : {command, list}) {
    lister.AddFlag("--json", *json, Tr("for a program"));
    lister.AddFlag("--installable", *installable,
                   Tr("what can be installed, with sizes, licences and checksums"));
  }
  AddVoicesPreview(command, outcome);
  AddVoicesInstall(command, outcome);
  const auto run = [json, installable, &outcome] {
    outcome.status = *installable ? PrintInstallable() : Run(*json);
  };
  list.OnRun(run);
  command.OnRun([command, run] {
    if (command.IsLast()) run();
  });
}

}  // namespace boyin::cli
