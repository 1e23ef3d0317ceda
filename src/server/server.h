// Server: the rooms behind a port. A page for people, an API that programs already speak
// (docs/service.md).
//
//   Result<void> served = server::Serve({.port = 8080, .engine = {"boyin-engine"}},
//                                       on_ready, log);    // returns after SIGTERM
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "jobs/jobs.h"
#include "lexicon/lexicon.h"
#include "reader/reader.h"
#include "synthesise/cache.h"
#include "voice/voice.h"

namespace boyin::server {

struct Options {
  std::string host = "127.0.0.1";
  unsigned short port = 8080;                    ///< 0: any that is free
  std::optional<unsigned short> wyoming_port{};  ///< speaks Wyoming there, too; 0: any that is free
  std::vector<std::string> allowed_hosts;  ///< names that a Host field may have, besides loopback's
  std::vector<std::string> allowed_origins;  ///< pages elsewhere that may call the API (CORS)
  /// Reverse proxies, by address: their X-Forwarded-For is believed.
  std::vector<std::string> trusted_proxies;
  std::filesystem::path keys;            ///< the API keys (keys.h); empty: open to every caller
  std::size_t most_characters = 20'000;  ///< of a text to be spoken at once
  std::size_t most_active = 256;  ///< texts spoken at once; a caller may have a quarter of them
  std::size_t most_connections = 4096;
  std::size_t most_upload_bytes = 32UL << 20U;
  std::filesystem::path user_lexicon;           ///< the user's own readings, kept by the page
  std::filesystem::path folder;                 ///< where jobs are kept
  std::filesystem::path episodes;               ///< finished episodes to show; empty: none
  std::size_t most_jobs = 100;                  ///< unfinished ones of one caller
  std::uint64_t most_kept_bytes = 10UL << 30U;  ///< of the jobs of one caller, ended ones too
  std::chrono::hours keep_jobs{168};
  int width = 2;                     ///< engines for each priority
  int job_width = 1;                 ///< jobs at work side by side
  std::vector<voice::Voice> voices;  ///< the first is the default
  /// Whether what a voice needs is on this machine; nothing: all are.
  std::function<bool(const voice::Voice&)> installed{};
  /// Reads the station's tables; again when the page has changed one.
  std::function<Result<lexicon::Lexicon>()> lexicon;
  std::vector<std::string> engine;                ///< starts a speech worker
  std::optional<synthesise::CacheOptions> cache;  ///< of sentences, as sound under content's names
  std::vector<std::string> reader;                ///< starts a process that calls reader::Run
  std::optional<jobs::QueueOptions> queue{};      ///< of workers that make the jobs
};

/// Where it listens.
struct Ports {
  unsigned short http = 0;
  std::optional<unsigned short> wyoming{};
};

/// Serves until SIGTERM or SIGINT; `on_ready` gets the ports once connections are taken. Writes one
/// JSON line for each request to `log`; no line holds words of a text.
[[nodiscard]] Result<void> Serve(const Options& options,
                                 const std::function<void(const Ports& ports)>& on_ready,
                                 const std::function<void(const std::string& line)>& log);

}  // namespace boyin::server
