#include <cstdlib>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "base/programs.h"
#include "base/user_folders.h"
#include "cli/commands.h"
#include "cli/queue_options.h"
#include "cli/speech_options.h"
#include "server/server.h"
#include "voice/best.h"

namespace boyin::cli {
namespace {

struct Options {
  server::Options service;
  std::string voice = "auto";
  std::string fallback;
  std::vector<std::string> lexicons;
  int keep_hours = 168;
  Keeping sentences;
  bool open = false;
  std::uint64_t most_kept_mb = 10'240;
  jobs::QueueAddress queue;
  std::string signing_key;  // a file
  std::string store;
};

/// Where a service keeps what must outlive it: boyin/service in the user's folder for state.
std::filesystem::path ServiceFolder() {
  const std::filesystem::path state = StateFolder();
  return (state.empty() ? "/var/lib/boyin" : state) / "service";
}

/// Where workers make the jobs, they must see the folder.
Result<void> UseQueue(const Options& options, server::Options& service) {
  if (options.queue.urls.empty()) return {};
  const Result<std::optional<jobs::JobKey>> key = ReadSigningKey(options.signing_key);
  if (!key) return tl::unexpected(key.error());
  jobs::QueueOptions queue;
  queue.address = options.queue;
  queue.key = *key;
  queue.store = options.store.empty() ? service.folder : std::filesystem::path(options.store);
  std::error_code ignored;
  std::filesystem::create_directories(service.folder, ignored);
  const Result<std::string> below = jobs::BelowStore(queue.store, service.folder / "");
  if (!below) return tl::unexpected(below.error());
  service.queue = std::move(queue);
  return {};
}

/// Beyond this machine a service without keys is for everybody: that must be said.
Result<void> CheckOpen(const Options& options) {
  const std::string& host = options.service.host;
  const bool loopback = host == "localhost" || host == "::1" || host.starts_with("127.");
  if (loopback || options.open || !options.service.keys.empty()) return {};
  return Fail(Code::kUsage, "--host " + host,
              Translated("without --keys everybody who reaches this address may use the service"),
              Translated("name a table of keys with --keys, or say --open"));
}

/// Wyoming knows no keys: beside a table of them whoever reaches its port is not asked for one.
Result<void> CheckWyoming(const Options& options) {
  if (!options.service.wyoming_port || options.service.keys.empty() || options.open) return {};
  return Fail(Code::kUsage, "--wyoming",
              Translated("Wyoming's clients have no keys: whoever reaches the port may speak"),
              Translated("say --open if that is meant, or leave out --keys"));
}

Result<void> Run(Options options) {
  if (Result<void> may = CheckOpen(options); !may) return may;
  if (Result<void> may = CheckWyoming(options); !may) return may;
  server::Options& service = options.service;
  Result<std::vector<voice::Voice>> voices = voice::List(VoiceFolders());
  if (!voices) return tl::unexpected(voices.error());
  const Result<voice::Voice> first = voice::FindBest(options.voice, VoiceFolders(), Installed);
  if (!first) return tl::unexpected(first.error());
  service.voices = std::move(*voices);
  for (voice::Voice& voice : service.voices) {
    Result<std::optional<voice::Voice>> other =
        voice::FindFallback(voice, options.fallback, VoiceFolders());
    if (!other) return tl::unexpected(other.error());
    voice.fallback = *other ? (*other)->name : "";
  }
  std::stable_partition(service.voices.begin(), service.voices.end(),
                        [&](const voice::Voice& voice) { return voice.name == first->name; });
  service.installed = Installed;
  service.most_kept_bytes = options.most_kept_mb << 20U;
  service.lexicon = [&options] { return ReadLexicons(options.lexicons); };
  Result<std::vector<std::string>> engine = EngineCommand();
  if (!engine) return tl::unexpected(engine.error());
  service.engine = std::move(*engine);
  const Result<std::filesystem::path> reader = FindProgram("boyin-reader");
  if (!reader) return tl::unexpected(reader.error());
  service.reader = {*reader};
  service.keep_jobs = std::chrono::hours(options.keep_hours);
  if (service.folder.empty()) service.folder = ServiceFolder();
  service.cache = CacheOf(options.sentences, service.folder / "sentences");
  if (Result<void> queue = UseQueue(options, service); !queue) return queue;
  const std::vector<std::filesystem::path> own = LexiconFolders();
  service.user_lexicon = (own.empty() ? service.folder : own.back()) / "fixes.tsv";
  return server::Serve(
      service,
      [&](const server::Ports& ports) {
        const bool v6 = service.host.find(':') != std::string::npos;
        const std::string host = v6 ? "[" + service.host + "]" : service.host;
        const std::string where = Tr("listening at");
        fmt::print(stderr, "{} http://{}:{}/\n", where, host, ports.http);
        if (ports.wyoming) fmt::print(stderr, "{} tcp://{}:{}\n", where, host, *ports.wyoming);
      },
      [](const std::string& line) {
        fmt::print("{}\n", line);
        std::fflush(stdout);
      });
}

void AddLimits(Command command, server::Options& service) {
  command
      .AddOption("--most-characters", service.most_characters,
                 Tr("of a text that is spoken at once"))
      .Range(1, 1'000'000)
      .ShowDefault();
  command.AddOption("--most-active", service.most_active, Tr("texts spoken at once; more get 429"))
      .Range(1, 100'000)
      .ShowDefault();
  command.AddOption("--most-connections", service.most_connections, Tr("open connections"))
      .Range(1, 100'000)
      .ShowDefault();
}

void AddKeeping(Command command, Options& options) {
  server::Options& service = options.service;
  command.AddOption("--folder", service.folder,
                    Tr("where jobs are kept; default: boyin/service in the user's state folder"));
  command.AddOption("--episodes", service.episodes,
                    Tr("a folder of finished episodes: /feed.xml, /episodes/…"));
  AddKeepingOptions(command, options.sentences);
  command.AddOption("--keep-jobs", options.keep_hours, Tr("hours until a finished job is removed"))
      .Range(1, 87'600)
      .ShowDefault();
  command
      .AddOption("--most-jobs", service.most_jobs,
                 Tr("unfinished jobs of one caller; more get 429"))
      .Range(1, 100'000)
      .ShowDefault();
  command
      .AddOption("--most-kept-mb", options.most_kept_mb,
                 Tr("MB of one caller's jobs, finished ones too; more get 429"))
      .Range(1, 100'000'000)
      .ShowDefault();
  command.AddOption("--jobs-at-once", service.job_width, Tr("jobs at work side by side"))
      .Range(1, 256)
      .ShowDefault();
  AddQueueOptions(command, options.queue);
  AddSigningKey(command, options.signing_key);
  command.AddOption("--store", options.store,
                    Tr("the folder that the service and the workers share; default: --folder"));
}

}  // namespace

void AddServe(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  server::Options& service = options->service;
  service.width = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const Command command = app.AddCommand("serve", Tr("Serve a page and an API that speak texts"));
  command.AddOption("--host", service.host, Tr("address to listen at")).ShowDefault();
  command.AddOption("--port", service.port, Tr("port; 0 for any")).ShowDefault();
  command.AddOption("--wyoming", service.wyoming_port,
                    Tr("port for Wyoming (Home Assistant), too; 0 for any"));
  command.AddOption("--allow-host", service.allowed_hosts,
                    Tr("a name that the service is known by"));
  command.AddOption("--allow-origin", service.allowed_origins,
                    Tr("a page elsewhere that may call the API"));
  command.AddOption("--trust-proxy", service.trusted_proxies,
                    Tr("address of a reverse proxy whose X-Forwarded-For is believed"));
  command.AddFlag("--open", options->open, Tr("serve beyond this machine without keys"));
  command.AddOption("--fallback", options->fallback,
                    Tr("who says a sentence that a voice cannot: a voice, espeak or none"));
  command.AddOption("--keys", service.keys, Tr("who may use it: a table of keys"));
  command.AddOption("--voice", options->voice, Tr("the voice offered first")).ShowDefault();
  command.AddOption("--lexicon", options->lexicons, Tr("your own readings (TSV)"));
  command
      .AddOption("--jobs", service.width,
                 Tr("engines for each priority of work; default: one for each core"))
      .Range(1, 256);
  AddLimits(command, service);
  AddKeeping(command, *options);
  command.OnRun([options, &outcome] {
    const Result<void> served = Run(*options);
    if (!served) Print(served.error());
    outcome.status = served ? 0 : Status(served.error());
  });
}

}  // namespace boyin::cli
