#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <malloc.h>

#include "cli/commands.h"
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
                    {"sample", SampleCommand(voice)}});
  }
  fmt::print("{}\n", list.dump(2));
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
    fmt::print("{}  {}  {} {} {}\n    {}\n    {}\n", voice.name, voice.title, voice.engine,
               voice.language, voice.gender, voice.character, SampleCommand(voice));
  }
  return 0;
}

}  // namespace

void AddVoices(CLI::App& app, Outcome& outcome) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("voices", Pick({"List the voices", "列出可用的声音"}));
  command->add_flag("--json", *json, Pick({"for a program", "供程序读取"}));
  command->callback([json, &outcome] { outcome.status = Run(*json); });
}

void AddEngineWorker(CLI::App& app, Outcome& outcome) {
  // Not for people: speak starts these, one engine each, with a socket as descriptor 3.
  CLI::App* command = app.add_subcommand("engine-worker", "")->group("");
  command->callback([&outcome] {
    // One thread and one sentence at a time: what it freed fits the next one.
    constexpr int kKeep = 64 << 20;
    ::mallopt(M_MMAP_THRESHOLD, kKeep);
    ::mallopt(M_TRIM_THRESHOLD, kKeep);
    outcome.status = synthesise::RunWorker(3);
  });
}

}  // namespace boyin::cli
