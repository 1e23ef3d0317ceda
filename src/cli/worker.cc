#include "jobs/worker.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/queue_options.h"
#include "cli/signals.h"
#include "cli/speech_options.h"
#include "cli/terminal.h"

namespace boyin::cli {
namespace {

struct Options : jobs::WorkerOptions {
  SpeechOptions speech;            // of which a worker has --jobs, --cache and --cache-mb
  std::string signing_key;         // a file
  std::vector<std::string> words;  // the command line, for the worker that follows this one
};

void Log(const std::string& input, const Error* error) {
  if (error == nullptr) {
    Say(stdout, "{}\n", input);
    std::fflush(stdout);
    return;
  }
  Error told = *error;
  if (told.where.empty()) told.where = input;
  Print(told);
}

/// A fresh process in the place of this one: what has grown is gone, the pid stays.
Error Reexec(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv("/proc/self/exe", arguments.data());
  return {Code::kOther, "/proc/self/exe", {std::strerror(errno), std::strerror(errno)}, {}};
}

int Run(Options& options) {
  options.width = WidthOf(options.speech);
  Result<std::vector<std::string>> engine = EngineCommand();
  if (!engine) {
    Print(engine.error());
    return Status(engine.error());
  }
  options.pool.command = std::move(*engine);
  Result<reader::Reader> reader = OpenReader();
  if (!reader) {
    Print(reader.error());
    return Status(reader.error());
  }
  options.reader = std::move(*reader);
  Result<std::optional<jobs::JobKey>> key = ReadSigningKey(options.signing_key);
  if (!key) {
    Print(key.error());
    return Status(key.error());
  }
  options.key = *key;
  options.pool.cache = CacheOf(options.speech.keeping, options.store / ".boyin/sentences");
  const std::stop_token stop = StopBySignal();
  const Result<jobs::Ending> ending = jobs::Work(options, stop, Log);
  if (ending && (*ending == jobs::Ending::kStopped || !HoldStops())) return 0;
  const Error error = ending ? Reexec(options.words) : ending.error();
  Print(error);
  return Status(error);
}

}  // namespace

void AddWorker(Command app, const std::vector<std::string>& words, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  options->words = words;
  const Command command = app.AddCommand("worker", Tr("Take jobs from a queue until SIGTERM"));
  std::vector<std::string> names;
  for (const synthesise::EngineInfo& engine : synthesise::Engines()) names.push_back(engine.name);
  AddQueueOptions(command, options->address);
  command.Find("--queue").Required();
  AddSigningKey(command, options->signing_key);
  command.AddOption("--store", options->store, Tr("the folder that all machines share")).Required();
  command
      .AddOption("--engine", options->engines,
                 Tr("whose jobs it takes: {}; default {}", fmt::join(names, ", "),
                    fmt::join(options->engines, ", ")))
      .OneOf(names);
  command.AddOption("--most-jobs", options->most_jobs,
                    Tr("then it starts afresh; default 2000, 0 never"));
  command.AddOption("--most-memory-mb", options->most_memory_mb, Tr("the same; default 2048"));
  AddEngineOptions(command, options->speech);
  command.OnRun([options, &outcome] { outcome.status = Run(*options); });
}

}  // namespace boyin::cli
