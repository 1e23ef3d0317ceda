#include "server/server.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include <fmt/format.h>
#include <sodium.h>
#include <sys/resource.h>

#include "base/date.h"
#include "base/message.h"
#include "server/service.h"
#include "server/wyoming/wyoming_server.h"

namespace boyin::server {

std::string LogTime() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const std::string text = ToIso(seconds);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  return fmt::format("{}.{:03}Z", text.substr(0, text.size() - 1), ms.count() % 1000);
}

namespace {

std::string LogLine(const Record& record) {
  return fmt::format(
      R"({{"time":"{}","id":{},"peer":{},"caller":{},"method":{},"route":{},"status":{},"bytes":{},"first_ms":{:.1f},"ms":{:.1f},"whole":{}}})",
      LogTime(), JsonString(record.id), JsonString(record.peer), JsonString(record.caller),
      JsonString(record.method), JsonString(record.route), record.status, record.bytes,
      record.first_s * 1000, record.seconds * 1000, record.whole);
}

/// Every connection is a descriptor, and so is every engine.
void RaiseDescriptors(std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, connections + 512);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Result<void> Serve(const Options& options, const std::function<void(const Ports& ports)>& on_ready,
                   const std::function<void(const std::string& line)>& log) {
  if (sodium_init() < 0 || options.voices.empty()) {
    return Fail(Code::kOther, "", Translated("cannot start the service"));
  }
  RaiseDescriptors(options.most_connections);
  Result<std::unique_ptr<Service>> service = Service::Open(options, log);
  if (!service) return tl::unexpected(service.error());
  Service& s = **service;
  Hooks hooks;
  hooks.admit = [&s](Request& request, std::string& route) { return s.Admit(request, route); };
  hooks.handle = [&s](Request request, Answer answer) {
    s.Handle(std::move(request), std::move(answer));
  };
  const auto finished = [&s, &log](const Record& record) {
    s.metrics().Count(record);
    log(LogLine(record));
  };
  hooks.finished = finished;
  std::optional<WyomingServer> wyoming;
  if (options.wyoming_port) {
    WyomingOptions chosen;
    chosen.host = options.host;
    chosen.port = *options.wyoming_port;
    Result<WyomingServer> started = WyomingServer::Start(s, chosen, finished);
    if (!started) return tl::unexpected(started.error());
    wyoming.emplace(std::move(*started));
  }
  hooks.draining = [&s, &wyoming] {
    s.job_runner().CloseStreams();
    if (wyoming) wyoming->Drain();
  };
  ListenerOptions listening;
  listening.host = options.host;
  listening.port = options.port;
  listening.most_connections = options.most_connections;
  Result<Listener> listener = Listener::Open(listening, std::move(hooks));
  if (!listener) return tl::unexpected(listener.error());
  s.Watch(*listener);
  on_ready({listener->port(), wyoming ? std::optional(wyoming->port()) : std::nullopt});
  listener->Run([&s] { s.ReloadAll(); });
  if (wyoming) wyoming->Finish();
  service->reset();  // its threads answer to the listener
  return {};
}

}  // namespace boyin::server
