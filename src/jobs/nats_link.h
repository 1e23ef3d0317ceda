// A connection to NATS and the requests that boyin makes of it, each tried again while a cluster
// finds a new leader. Private to jobs.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nats/nats.h>

#include "jobs/jobs.h"

namespace boyin::jobs {

template <typename T, void (*Destroy)(T*)>
struct NatsDestroy {
  void operator()(T* thing) const { Destroy(thing); }
};
template <typename T, void (*Destroy)(T*)>
using NatsOwned = std::unique_ptr<T, NatsDestroy<T, Destroy>>;

using NatsConnection = NatsOwned<natsConnection, natsConnection_Destroy>;
using NatsMessage = NatsOwned<natsMsg, natsMsg_Destroy>;
using NatsSubscription = NatsOwned<natsSubscription, natsSubscription_Destroy>;
using NatsOptions = NatsOwned<natsOptions, natsOptions_Destroy>;
using NatsContext = NatsOwned<jsCtx, jsCtx_Destroy>;

inline constexpr const char* kJobsStream = "BOYIN_JOBS";
inline constexpr const char* kDeadStream = "BOYIN_DEAD";
inline constexpr const char* kControlSubject = "boyin.control";

/// A message as it stands in a stream.
struct StoredMessage {
  std::uint64_t sequence = 0;
  std::string subject;
  std::string body;
};

class NatsLink {
 public:
  [[nodiscard]] static Result<std::unique_ptr<NatsLink>> Open(const QueueAddress& address);

  /// Tries `request` again while its failure is one of a cluster without a leader, or of a
  /// connection on its way back: a fresh cluster answers after about 8 s.
  [[nodiscard]] Result<void> Ask(const std::function<natsStatus(jsErrCode*)>& request,
                                 std::chrono::seconds backoff = std::chrono::seconds(30)) const;

  /// Makes the streams where they are missing.
  [[nodiscard]] Result<void> MakeStreams() const;

  /// On return the server has it; sent twice it is there once.
  [[nodiscard]] Result<void> Publish(const std::string& subject, std::string_view body);

  /// The last message of a subject; nothing where there is none.
  [[nodiscard]] Result<std::optional<StoredMessage>> Last(const char* stream,
                                                          const std::string& subject) const;
  [[nodiscard]] Result<void> Delete(const char* stream, std::uint64_t sequence) const;

  [[nodiscard]] Error Failure(natsStatus status, jsErrCode code = {}) const;
  [[nodiscard]] natsConnection* connection() const { return connection_.get(); }
  [[nodiscard]] jsCtx* context() const { return context_.get(); }

 private:
  explicit NatsLink(std::string where) : where_(std::move(where)) {}
  std::string where_;
  int replicas_ = 1;
  NatsConnection connection_;
  NatsContext context_;
};

}  // namespace boyin::jobs
