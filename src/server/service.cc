#include "server/service.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/table.h"
#include "base/utf8.h"
#include "server/data.h"
#include "server/http/json_body.h"
#include "server/http/request_guard.h"
#include "voice/best.h"

namespace boyin::server {
namespace {

std::vector<std::string> HostsOf(const Options& options) {
  std::vector<std::string> hosts = {"localhost", "127.0.0.1", "::1", HostName(options.host)};
  for (const std::string& host : options.allowed_hosts) hosts.push_back(HostName(host));
  return hosts;
}

Result<std::vector<Key>> ReadKeys(const std::filesystem::path& path) {
  if (path.empty()) return std::vector<Key>{};
  const Result<std::string> text = ReadFile(path, 1 << 20U);
  if (!text) return tl::unexpected(text.error());
  return ParseKeys(*text, path.string());
}

/// With the engines of `before`, where there is such a one.
Result<SpeechContext> OpenContext(const Options& options, const UserLexicon& user_lexicon,
                                  const SpeechContext* before) {
  const Result<lexicon::Lexicon> station = options.lexicon();
  if (!station) return tl::unexpected(station.error());
  const Result<lexicon::Lexicon> own = user_lexicon.Read();
  if (!own) return tl::unexpected(own.error());
  pipeline::RendererOptions renderer;
  renderer.lexicon = lexicon::Merge({*station, *own});
  renderer.pool.command = options.engine;
  renderer.pool.width = options.width;
  renderer.pool.cache = options.cache;
  synthesise::PoolOptions rest_pool = renderer.pool;
  // Somebody waits for a first sound: one sentence may have the whole machine.
  renderer.pool.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Result<pipeline::Renderer> first = before == nullptr ? pipeline::Renderer::Open(renderer)
                                                       : before->interactive.WithTables(renderer);
  if (!first) return tl::unexpected(first.error());
  Result<pipeline::Renderer> rest =
      before == nullptr ? first->WithPool(rest_pool) : first->WithEngines(before->background);
  if (!rest) return tl::unexpected(rest.error());
  return SpeechContext{std::move(*first), std::move(*rest), std::move(renderer.lexicon)};
}

Reply TooMany(int seconds, const std::string& message) {
  Reply reply = ErrorReply(429, "rate_limit_exceeded", message);
  reply.headers = {{"Retry-After", std::to_string(seconds)}};
  return reply;
}

/// The answer to a browser that asks before it sends another origin's request.
Reply Preflight(const Request& request) {
  Reply reply;
  reply.status = 204;
  reply.headers = {{"Access-Control-Allow-Origin", std::string(request.Header("origin"))},
                   {"Access-Control-Allow-Methods", "GET, POST, DELETE"},
                   {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                   {"Access-Control-Max-Age", "600"},
                   {"Vary", "Origin"}};
  return reply;
}

}  // namespace

Result<std::unique_ptr<Service>> Service::Open(const Options& options, Log log) {
  Result<std::vector<Key>> keys = ReadKeys(options.keys);
  if (!keys) return tl::unexpected(keys.error());
  Result<jobs::JobStore> store = jobs::JobStore::Open(options.folder, [&](const std::string& name) {
    const auto found = std::ranges::find(options.voices, name, &voice::Voice::name);
    return found == options.voices.end() ? std::nullopt : std::optional(*found);
  });
  if (!store) return tl::unexpected(store.error());
  std::unique_ptr<Service> service(
      new Service(options, std::move(log), std::move(*keys), std::move(*store)));
  if (Result<void> reloaded = service->ReloadContext(); !reloaded) {
    return tl::unexpected(reloaded.error());
  }
  service->job_runner_.Resume();
  for (const std::string& id : service->store_.unreadable()) {
    service->LogFault(
        "job_unreadable",
        {Code::kOther, id, {"its record cannot be read; its folder is kept", ""}, {}});
  }
  return service;
}

Service::Service(const Options& options, Log log, std::vector<Key> keys, jobs::JobStore store)
    : options_(options),
      log_(std::move(log)),
      user_lexicon_(options.user_lexicon),
      keyed_(!options.keys.empty()),
      keys_(std::move(keys)),
      store_(std::move(store)),
      job_runner_({static_cast<std::size_t>(options.job_width),
                   std::chrono::seconds(options.keep_jobs).count()},
                  store_,
                  [this](const jobs::OwnedJob& job, const std::stop_token& stop,
                         const std::stop_token& withdraw, const jobs::JobHooks& hooks) {
                    return MakeJob(job, stop, withdraw, hooks);
                  }),
      executor_(static_cast<std::size_t>(options.width), static_cast<std::size_t>(options.width)) {
  for (auto* group : {SpeechRoutes, JobRoutes, JobPageRoutes, TextRoutes, LexiconRoutes, MaryRoutes,
                      DocumentRoutes, EmbedRoutes, EpisodeRoutes, PageRoutes, SystemRoutes}) {
    for (Route& route : group(*this)) routes_.push_back(std::move(route));
  }
}

Result<jobs::JobOutput> Service::MakeJob(const jobs::OwnedJob& job, const std::stop_token& stop,
                                         const std::stop_token& withdraw,
                                         const jobs::JobHooks& hooks) {
  const std::shared_ptr<const SpeechContext> now = context();
  // A reader of its own: what one caller sends says nothing to another's.
  jobs::JobRun run{now->background,
                   reader::Reader({.command = options_.reader}),
                   ContentHash(lexicon::WriteTsv(now->lexicon)),
                   LogTime().substr(0, std::size("2026-11-24T06:00:00") - 1) + "Z",
                   stop,
                   options_.queue,
                   options_.voices,
                   options_.installed};
  if (run.queue) {
    run.queue->lexicon = now->lexicon;
    run.queue->withdraw = withdraw;
  }
  jobs::JobHooks own = hooks;
  own.read = [&](std::size_t characters) -> Result<void> {
    if (Result<void> told = hooks.read(characters); !told) return told;
    if (!Charge(job.owner, characters)) return {};
    const std::string refusal = "too many characters for this key today";
    return Fail(Code::kUsage, "", {refusal, refusal});
  };
  return jobs::RunJob(store_, job, run, own);
}

std::shared_ptr<const SpeechContext> Service::context() const {
  const std::lock_guard lock(context_mutex_);
  return context_;
}

Result<void> Service::ReloadContext() {
  const std::lock_guard reload(reload_mutex_);
  Result<SpeechContext> opened = OpenContext(options_, user_lexicon_, context().get());
  if (!opened) return tl::unexpected(opened.error());
  auto context = std::make_shared<const SpeechContext>(std::move(*opened));
  for (const FairExecutor::Priority priority :
       {FairExecutor::Priority::kInteractive, FairExecutor::Priority::kBackground}) {
    for (int i = 0; i < options_.width; ++i) {
      executor_.Post(priority, "", [this, context, priority] { Prewarm(*context, priority); });
    }
  }
  executor_.Post(FairExecutor::Priority::kBackground, "",
                 [this] { encoders_.Fill(encode::StreamFormat::kMp3); });
  const std::lock_guard lock(context_mutex_);
  context_ = std::move(context);
  return {};
}

void Service::Prewarm(const SpeechContext& context, FairExecutor::Priority priority) {
  const pipeline::Renderer& renderer =
      priority == FairExecutor::Priority::kInteractive ? context.interactive : context.background;
  intake::Block hello;
  hello.text = "你好。";
  const intake::Document document = ToDocument({hello}, "hello");
  const auto said =
      renderer.Narrate(document, {options_.voices.front(), 1, {}, {}},
                       [](const pipeline::SpokenSentence&) { return Result<void>(); });
  if (priority == FairExecutor::Priority::kInteractive && said) ready_ = true;
}

std::variant<std::size_t, Reply> Service::Admit(Request& request, std::string& route) {
  FindPeer(request);
  if (auto refusal = RefuseHost(request, HostsOf(options_))) return *refusal;
  Match match = FindRoute(routes_, request.method, request.path);
  if (request.method == "OPTIONS" && !match.allow.empty()) {
    if (auto refusal = RefuseOrigin(request, options_.allowed_origins)) return *refusal;
    return Preflight(request);
  }
  if (match.route == nullptr && match.allow.empty()) {
    return ErrorReply(404, "not_found", "there is nothing here");
  }
  if (match.route == nullptr) {
    Reply reply = ErrorReply(405, "method_not_allowed", "use " + match.allow);
    reply.headers = {{"Allow", match.allow}};
    return reply;
  }
  route = match.route->pattern;
  request.captures = std::move(match.captures);
  if (auto refusal = RefuseCaller(request, *match.route)) return *refusal;
  switch (match.route->body) {
    case Body::kNone:
      return std::size_t{0};
    case Body::kFile:
    case Body::kUpload:
    case Body::kParts:
    case Body::kJsonParts:
      // JSON is parsed in this process.
      if (MediaTypeOf(request) == "application/json") break;
      return options_.most_upload_bytes;
    case Body::kJson:
    case Body::kForm:
    case Body::kLooseForm:
      break;
  }
  return kMostJsonBytes;  // or a form, which is as long at most
}

void Service::FindPeer(Request& request) const {
  const Forwarded found = ForwardedPeer(request, options_.trusted_proxies);
  request.peer = request.caller = found.peer;
  request.shared_caller = found.shared;
}

std::optional<Reply> Service::RefuseCaller(Request& request, const Route& route) {
  const bool reads_only = request.method == "GET" || request.method == "HEAD";
  if (!reads_only || route.own_origin || !request.Header("origin").empty()) {
    if (auto refusal = RefuseOrigin(request, options_.allowed_origins)) return refusal;
  }
  if (keyed_ && !route.open) {
    if (auto refusal = RefuseKey(request)) return refusal;
  }
  return RefuseType(request, route.body);
}

std::optional<Reply> Service::RefuseKey(Request& request) {
  const auto now = std::chrono::steady_clock::now();
  const std::string_view given = request.Header("authorization");
  const std::lock_guard lock(keys_mutex_);
  // Behind a proxy that is not named, one who guesses would lock out all others.
  const bool slowed = !given.empty() && !request.shared_caller;
  if (auto wait = failed_keys_.Wait(request.peer, now); wait && slowed) {
    return TooMany(*wait, "too many wrong keys from this address");
  }
  const std::optional<std::string> name = keys_.NameOf(given);
  if (!name) {
    // A browser asks once without a key to hear that one is needed.
    if (slowed) failed_keys_.Count(request.peer, now);
    Reply reply = ErrorReply(401, "invalid_api_key", "a key is needed, as Authorization: Bearer");
    reply.headers.emplace_back("WWW-Authenticate", R"(Basic realm="boyin", charset="UTF-8")");
    return reply;
  }
  request.caller = *name;
  request.shared_caller = false;
  if (auto wait = keys_.TakeRequest(*name, now)) {
    return TooMany(*wait, "too many requests for this key");
  }
  return std::nullopt;
}

void Service::Handle(Request request, Answer answer) {
  const Match match = FindRoute(routes_, request.method, request.path);
  const std::string_view origin = request.Header("origin");
  const bool foreign =
      !origin.empty() && std::find(options_.allowed_origins.begin(), options_.allowed_origins.end(),
                                   origin) != options_.allowed_origins.end();
  if (foreign) {
    answer = [answer = std::move(answer), origin = std::string(origin)](Reply reply) {
      reply.headers.emplace_back("Access-Control-Allow-Origin", origin);
      reply.headers.emplace_back("Vary", "Origin");
      answer(std::move(reply));
    };
  }
  match.route->handle(std::move(request), std::move(answer));
}

void Service::ReloadAll() {
  // Not here, where requests wait. A table with a fault changes nothing.
  executor_.Post(FairExecutor::Priority::kBackground, "", [this] {
    if (const Result<void> reloaded = ReloadContext(); !reloaded) {
      LogFault("readings_not_reloaded", reloaded.error());
    }
  });
  // A faulty file changes nothing: the keys loaded before stay valid.
  Result<std::vector<Key>> keys = ReadKeys(options_.keys);
  if (!keys) return LogFault("keys_not_reloaded", keys.error());
  const std::lock_guard lock(keys_mutex_);
  keys_.Replace(std::move(*keys));
}

void Service::LogFault(std::string_view event, const Error& error) const {
  if (!log_) return;
  log_(fmt::format(R"({{"time":"{}","event":"{}","where":{},"error":{}}})", LogTime(), event,
                   JsonString(error.where), JsonString(error.what.en)));
}

std::optional<Reply> Service::Charge(const std::string& caller, std::size_t count) {
  const std::lock_guard lock(keys_mutex_);
  if (auto wait = keys_.TakeCharacters(caller, count, std::chrono::steady_clock::now())) {
    return TooMany(*wait, "too many characters for this key today");
  }
  metrics_.Characters(count);
  return std::nullopt;
}

bool Service::BeginSpeech(const std::string& caller) {
  const std::lock_guard lock(active_mutex_);
  std::size_t& own = active_of_[caller];
  const std::size_t share = std::max<std::size_t>(1, options_.most_active / 4);
  if (active_ >= options_.most_active || own >= share) {
    if (own == 0) active_of_.erase(caller);
    return false;
  }
  ++active_;
  ++own;
  return true;
}

void Service::EndSpeech(const std::string& caller) {
  const std::lock_guard lock(active_mutex_);
  --active_;
  const auto own = active_of_.find(caller);
  if (--own->second == 0) active_of_.erase(own);
}

void Service::Speak(SpeechRequest speech, Answer answer) {
  if (!BeginSpeech(speech.caller)) {
    return answer(TooMany(1, "too many texts are being spoken"));
  }
  speech.finished = [this, caller = speech.caller] { EndSpeech(caller); };
  if (std::optional<Reply> refusal = Charge(speech.caller, speech.characters)) {
    speech.finished();
    return answer(std::move(*refusal));
  }
  speech.spool = options_.folder;
  StreamSpeech({executor_, encoders_, context()}, std::move(speech), std::move(answer));
}

void Service::Post(FairExecutor& executor, const Request& request, Answer answer, Work work) {
  executor.Post(FairExecutor::Priority::kInteractive, request.caller,
                [this, answer = std::move(answer), work = std::move(work), gone = request.gone] {
                  if (*gone) return;
                  try {
                    answer(work());
                  } catch (const std::exception& fault) {
                    LogFault("exception", {Code::kOther, "", {fault.what(), fault.what()}, {}});
                    answer(ErrorReply(500, "internal_error", "this went wrong; see the log"));
                  }
                });
}

void Service::RunInteractive(const Request& request, Answer answer, Work work) {
  Post(executor_, request, std::move(answer), std::move(work));
}

void Service::RunParser(const Request& request, Answer answer, Work work) {
  Post(parsers_, request, std::move(answer), std::move(work));
}

void Service::RunDiskWork(const Request& request, Answer answer, Work work) {
  Post(disk_workers_, request, std::move(answer), std::move(work));
}

void Service::SendZip(const std::string& caller, std::vector<ZipMember> members,
                      const std::shared_ptr<Pipe>& pipe) {
  StreamZip(disk_workers_, caller, std::move(members), pipe);
}

const voice::Voice* Service::FindVoice(std::string_view name) const {
  static const Result<std::vector<table::Row>> kTheirs =
      table::Parse(data::voice_names_tsv(), "voice_names.tsv", 2);
  std::string_view ours = name;
  if (kTheirs) {
    for (const table::Row& row : *kTheirs) {
      if (row.cells[0] == name) ours = row.cells[1];
    }
  }
  // The first of them that is installed, else the last.
  const voice::Voice* found = nullptr;
  while (!ours.empty()) {
    const std::string_view one = ours.substr(0, ours.find(','));
    ours.remove_prefix(std::min(ours.size(), one.size() + 1));
    found = OurVoice(one);
    if (found != nullptr && Installed(*found)) return found;
  }
  return found;
}

const voice::Voice* Service::OurVoice(std::string_view name) const {
  const std::string resolved = voice::Resolved(name, options_.voices, options_.installed);
  const auto found =
      std::find_if(options_.voices.begin(), options_.voices.end(),
                   [&](const voice::Voice& voice) { return voice.name == resolved; });
  return found == options_.voices.end() ? nullptr : &*found;
}

bool Service::Installed(const voice::Voice& voice) const {
  return !options_.installed || options_.installed(voice);
}

Gauges Service::Now() const {
  Gauges gauges;
  gauges.connections = listener_ == nullptr ? 0 : listener_->connections();
  {
    const std::lock_guard lock(active_mutex_);
    gauges.active = active_;
  }
  gauges.waiting = executor_.waiting() + parsers_.waiting() + disk_workers_.waiting();
  gauges.jobs = store_.Unfinished().size();
  const std::shared_ptr<const SpeechContext> now = context();
  for (const pipeline::Renderer* renderer : {&now->interactive, &now->background}) {
    gauges.spoken += renderer->tally().spoken;
    gauges.recalled += renderer->tally().recalled;
  }
  gauges.restarts = now->interactive.worker_restarts() + now->background.worker_restarts();
  return gauges;
}

}  // namespace boyin::server
