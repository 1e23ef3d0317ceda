// The service: what all handlers share, admission, and the table of routes. Private to
// server.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "jobs/job_store.h"
#include "pipeline/pipeline.h"
#include "server/fair_executor.h"
#include "server/http/keys.h"
#include "server/http/listener.h"
#include "server/http/routes.h"
#include "server/jobs/job_runner.h"
#include "server/jobs/zip_stream.h"
#include "server/metrics.h"
#include "server/pages/user_lexicon.h"
#include "server/server.h"
#include "server/speech/speech_stream.h"

namespace boyin::server {

class Service {
 public:
  /// `log` takes a line of JSON, from any thread.
  using Log = std::function<void(const std::string& line)>;
  [[nodiscard]] static Result<std::unique_ptr<Service>> Open(const Options& options, Log log);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() = default;

  // On the listener's thread.
  [[nodiscard]] std::variant<std::size_t, Reply> Admit(Request& request, std::string& route);
  void Handle(Request request, Answer answer);
  void ReloadAll();  ///< the file of keys and the tables of readings; faults are logged

  [[nodiscard]] bool ready() const { return ready_; }

  /// Speaks `order` unless too much is being spoken, or its caller has had enough.
  void Speak(SpeechRequest speech, Answer answer);
  /// Why `count` characters are too many for `caller` today; they are counted otherwise.
  [[nodiscard]] std::optional<Reply> Charge(const std::string& caller, std::size_t count);

  /// Runs `work` and answers with its reply, or with 500 where it throws; not at all where the
  /// client has left before its turn.
  using Work = std::function<Reply()>;
  void RunInteractive(const Request& request, Answer answer, Work work);
  /// The same, for what may take long because a stranger's file is read.
  void RunParser(const Request& request, Answer answer, Work work);
  /// The same, for what waits for the disk. Never behind a parser.
  void RunDiskWork(const Request& request, Answer answer, Work work);

  /// Fills `pipe` with an archive of the files; see StreamZip.
  void SendZip(const std::string& caller, std::vector<ZipMember> members,
               const std::shared_ptr<Pipe>& pipe);

  /// By our name or by one of voice_names.tsv.
  [[nodiscard]] const voice::Voice* FindVoice(std::string_view name) const;
  [[nodiscard]] bool Installed(const voice::Voice& voice) const;

  [[nodiscard]] jobs::JobStore& store() { return store_; }
  [[nodiscard]] JobRunner& job_runner() { return job_runner_; }
  [[nodiscard]] bool keyed() const { return keyed_; }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] std::shared_ptr<const SpeechContext> context() const;
  [[nodiscard]] UserLexicon& user_lexicon() { return user_lexicon_; }
  /// Reads the user's lexicon again; what is being spoken keeps what it began with.
  [[nodiscard]] Result<void> ReloadContext();
  [[nodiscard]] Metrics& metrics() { return metrics_; }
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
  [[nodiscard]] Gauges Now() const;
  void Watch(const Listener& listener) { listener_ = &listener; }

 private:
  Service(const Options& options, Log log, std::vector<Key> keys, jobs::JobStore store);
  [[nodiscard]] Result<jobs::JobOutput> MakeJob(const jobs::OwnedJob& job,
                                                const std::stop_token& stop,
                                                const std::stop_token& withdraw,
                                                const jobs::JobHooks& hooks);
  /// Starts an engine; ready() is true when one has spoken.
  void Prewarm(const SpeechContext& context, FairExecutor::Priority priority);
  [[nodiscard]] std::optional<Reply> RefuseCaller(Request& request, const Route& route);
  [[nodiscard]] std::optional<Reply> RefuseKey(Request& request);
  /// Whose request it is where a trusted proxy brings it.
  void FindPeer(Request& request) const;
  void Post(FairExecutor& executor, const Request& request, Answer answer, Work work);
  /// One more text for `caller`; false where it has its share already.
  [[nodiscard]] bool BeginSpeech(const std::string& caller);
  void EndSpeech(const std::string& caller);
  [[nodiscard]] const voice::Voice* OurVoice(std::string_view name) const;
  void LogFault(std::string_view event, const Error& error) const;

  Options options_;
  Log log_;
  UserLexicon user_lexicon_;
  std::mutex reload_mutex_;  // held from reading the tables to publishing them: the last one wins
  mutable std::mutex context_mutex_;
  std::shared_ptr<const SpeechContext> context_;  // guarded by context_mutex_
  bool keyed_;
  std::mutex keys_mutex_;
  Keys keys_;               // guarded by keys_mutex_
  FailedKeys failed_keys_;  // guarded by keys_mutex_
  Metrics metrics_;
  std::vector<Route> routes_;
  const Listener* listener_ = nullptr;
  std::atomic<bool> ready_ = false;
  mutable std::mutex active_mutex_;
  std::size_t active_ = 0;                        // guarded by active_mutex_
  std::map<std::string, std::size_t> active_of_;  // guarded by active_mutex_
  EncoderPool encoders_;
  jobs::JobStore store_;
  JobRunner job_runner_;
  // Last: their threads end before what they use, those of the disk before the executor to which
  // they post.
  FairExecutor executor_;
  FairExecutor parsers_{2, 0};
  FairExecutor disk_workers_{2, 0};
};

/// Now, UTC: "2026-11-24T06:00:00.123Z".
[[nodiscard]] std::string LogTime();

/// The last part of the X-Filename of an upload: only that counts. Nothing for what is no name.
[[nodiscard]] std::optional<std::string> UploadName(const Request& request);

// Each group of routes has a file of its own.
[[nodiscard]] std::vector<Route> SpeechRoutes(Service& service);    // OpenAI's API
[[nodiscard]] std::vector<Route> TextRoutes(Service& service);      // normalise, pinyin, proof
[[nodiscard]] std::vector<Route> MaryRoutes(Service& service);      // MaryTTS
[[nodiscard]] std::vector<Route> DocumentRoutes(Service& service);  // files into text
[[nodiscard]] std::vector<Route> EpisodeRoutes(Service& service);   // feed, finished episodes
[[nodiscard]] std::vector<Route> EmbedRoutes(Service& service);     // a player for other pages
[[nodiscard]] std::vector<Route> LexiconRoutes(Service& service);   // the user's own readings
[[nodiscard]] std::vector<Route> JobRoutes(Service& service);       // long texts and files
[[nodiscard]] std::vector<Route> JobPageRoutes(Service& service);   // the same without a script
[[nodiscard]] std::vector<Route> PageRoutes(Service& service);      // the page and its form
[[nodiscard]] std::vector<Route> SystemRoutes(Service& service);    // health, metrics, OpenAPI

}  // namespace boyin::server
