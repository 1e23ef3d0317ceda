// The service: what all handlers share, who may come in, and the table of routes. Private to
// server.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "server/keys.h"
#include "server/kitchen.h"
#include "server/listener.h"
#include "server/metrics.h"
#include "server/performance.h"
#include "server/routes.h"
#include "server/server.h"

namespace boyin::server {

/// The rooms of reading without those of sound.
struct Desk {
  normalise::Normaliser normaliser;
  pronounce::Pronouncer pronouncer;
};

class Service {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Service>> Open(const Options& options);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() = default;

  // On the listener's thread.
  [[nodiscard]] std::variant<std::size_t, Reply> Admit(Request& request, std::string& route);
  void Handle(Request request, Answer answer);
  void Reload();  ///< the file of keys

  /// Starts the engines; ready() is true when they have spoken.
  void Warm();
  [[nodiscard]] bool ready() const { return ready_; }

  /// Speaks `order` unless too much is being spoken, or its caller has had enough.
  void Speak(Order order, Answer answer);
  /// Why `count` characters are too many for `caller` today; they are counted otherwise.
  [[nodiscard]] std::optional<Reply> Charge(const std::string& caller, std::size_t count);

  /// Runs `work` in the kitchen and answers with what it gives.
  void Answering(const std::string& caller, Answer answer, std::function<Reply()> work);

  /// As Answering, for what may take long because a stranger's file is read.
  void Reading(const std::string& caller, Answer answer, std::function<Reply()> work);

  /// By our name or by one of OpenAI's.
  [[nodiscard]] const voice::Voice* FindVoice(std::string_view name) const;

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const Desk& desk() const { return desk_; }
  [[nodiscard]] Metrics& metrics() { return metrics_; }
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
  [[nodiscard]] Gauges Now() const;
  void Watch(const Listener& listener) { listener_ = &listener; }

 private:
  Service(const Options& options, Desk desk, pipeline::Studio first, pipeline::Studio rest,
          std::vector<Key> keys);
  [[nodiscard]] std::optional<Reply> RefuseCaller(Request& request, const Route& route);

  Options options_;
  Desk desk_;
  pipeline::Studio first_;
  pipeline::Studio rest_;
  bool keyed_;
  Keys keys_;
  Metrics metrics_;
  std::vector<Route> routes_;
  const Listener* listener_ = nullptr;
  std::atomic<bool> ready_ = false;
  std::atomic<std::size_t> active_ = 0;
  Kitchen library_{2, 0};
  Kitchen kitchen_;  // last: its threads end before what they use
};

// Each group of routes has a file of its own.
[[nodiscard]] std::vector<Route> SpeechRoutes(Service& service);    // OpenAI's API
[[nodiscard]] std::vector<Route> TextRoutes(Service& service);      // normalise, pinyin, proof
[[nodiscard]] std::vector<Route> MaryRoutes(Service& service);      // MaryTTS
[[nodiscard]] std::vector<Route> DocumentRoutes(Service& service);  // files into text
[[nodiscard]] std::vector<Route> PageRoutes(Service& service);      // the page and its form
[[nodiscard]] std::vector<Route> SystemRoutes(Service& service);    // health, metrics, OpenAPI

}  // namespace boyin::server
