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
  return Fail(
      Code::kUsage, "--host " + host,
      {"without --keys everybody who reaches this address may use the service",
       "没有 --keys 时，任何能访问这个地址的人都可以使用服务"},
      {"name a table of keys with --keys, or say --open", "请用 --keys 指定密钥表，或加 --open"});
}

/// Wyoming knows no keys: beside a table of them whoever reaches its port is not asked for one.
Result<void> CheckWyoming(const Options& options) {
  if (!options.service.wyoming_port || options.service.keys.empty() || options.open) return {};
  return Fail(Code::kUsage, "--wyoming",
              {"Wyoming's clients have no keys: whoever reaches the port may speak",
               "Wyoming 客户端没有密钥：能访问这个端口的人都可以使用"},
              {"say --open if that is meant, or leave out --keys",
               "如果确实如此请加 --open，否则去掉 --keys"});
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
        const std::string where = Pick({"listening at", "服务已开始："});
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
                 Pick({"of a text that is spoken at once", "一次朗读的字数上限"}))
      .Range(1, 1'000'000)
      .ShowDefault();
  command
      .AddOption("--most-active", service.most_active,
                 Pick({"texts spoken at once; more get 429", "同时朗读的篇数上限，超出则 429"}))
      .Range(1, 100'000)
      .ShowDefault();
  command
      .AddOption("--most-connections", service.most_connections,
                 Pick({"open connections", "连接数上限"}))
      .Range(1, 100'000)
      .ShowDefault();
}

void AddKeeping(Command command, Options& options) {
  server::Options& service = options.service;
  command.AddOption("--folder", service.folder,
                    Pick({"where jobs are kept; default: boyin/service in the user's state folder",
                          "存放任务的目录；默认在用户状态目录的 boyin/service"}));
  command.AddOption("--episodes", service.episodes,
                    Pick({"a folder of finished episodes: /feed.xml, /episodes/…",
                          "成品节目目录，提供 /feed.xml 与 /episodes/…"}));
  AddKeepingOptions(command, options.sentences);
  command
      .AddOption("--keep-jobs", options.keep_hours,
                 Pick({"hours until a finished job is removed", "任务完成后保留的小时数"}))
      .Range(1, 87'600)
      .ShowDefault();
  command
      .AddOption("--most-jobs", service.most_jobs,
                 Pick({"unfinished jobs of one caller; more get 429",
                       "每个调用者未完成任务的上限，超出则 429"}))
      .Range(1, 100'000)
      .ShowDefault();
  command
      .AddOption("--most-kept-mb", options.most_kept_mb,
                 Pick({"MB of one caller's jobs, finished ones too; more get 429",
                       "每个调用者全部任务占用的 MB 上限，超出则 429"}))
      .Range(1, 100'000'000)
      .ShowDefault();
  command
      .AddOption("--jobs-at-once", service.job_width,
                 Pick({"jobs at work side by side", "同时进行的任务数"}))
      .Range(1, 256)
      .ShowDefault();
  AddQueueOptions(command, options.queue);
  AddSigningKey(command, options.signing_key);
  command.AddOption("--store", options.store,
                    Pick({"the folder that the service and the workers share; default: --folder",
                          "服务与工作进程共享的目录；默认为 --folder"}));
}

}  // namespace

void AddServe(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  server::Options& service = options->service;
  service.width = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const Command command = app.AddCommand(
      "serve", Pick({"Serve a page and an API that speak texts", "启动网页与接口服务"}));
  command.AddOption("--host", service.host, Pick({"address to listen at", "监听地址"}))
      .ShowDefault();
  command.AddOption("--port", service.port, Pick({"port; 0 for any", "端口，0 为任意"}))
      .ShowDefault();
  command.AddOption("--wyoming", service.wyoming_port,
                    Pick({"port for Wyoming (Home Assistant), too; 0 for any",
                          "同时在此端口提供 Wyoming 协议（Home Assistant），0 为任意"}));
  command.AddOption("--allow-host", service.allowed_hosts,
                    Pick({"a name that the service is known by", "允许的主机名"}));
  command.AddOption("--allow-origin", service.allowed_origins,
                    Pick({"a page elsewhere that may call the API", "允许跨源调用的网页来源"}));
  command.AddOption("--trust-proxy", service.trusted_proxies,
                    Pick({"address of a reverse proxy whose X-Forwarded-For is believed",
                          "可信反向代理的地址，采信其 X-Forwarded-For"}));
  command.AddFlag("--open", options->open,
                  Pick({"serve beyond this machine without keys", "没有密钥也对本机以外开放"}));
  command.AddOption("--fallback", options->fallback,
                    Pick({"who says a sentence that a voice cannot: a voice, espeak or none",
                          "声音念不出某句时由谁代念：某个声音、espeak 或 none"}));
  command.AddOption("--keys", service.keys,
                    Pick({"who may use it: a table of keys", "密钥表，限定谁可使用"}));
  command.AddOption("--voice", options->voice, Pick({"the voice offered first", "首选声音"}))
      .ShowDefault();
  command.AddOption("--lexicon", options->lexicons,
                    Pick({"your own readings (TSV)", "自定读法（TSV）"}));
  command
      .AddOption("--jobs", service.width,
                 Pick({"engines for each priority of work; default: one for each core",
                       "每个优先级的引擎数；默认每核一个"}))
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
