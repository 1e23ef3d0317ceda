// The queue on other machines: NATS JetStream. Private to jobs, as is everything of NATS.
//
// Jobs wait in the stream BOYIN_JOBS under boyin.jobs.ENGINE.ID until a worker of that engine
// acknowledges them; dead letters in BOYIN_DEAD under boyin.dead.ID. JetStream acknowledges before
// it has written to disk: a job may be lost in a power cut. The submitter keeps a list of its own
// and asks Find.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "jobs/jobs.h"
#include "jobs/queue.h"

namespace boyin::jobs {

class NatsLink;

/// For one thread, but for Extend. Takes jobs of the engines it was opened for.
class NatsQueue : public Queue {
 public:
  /// Connects, and makes the streams where they are missing; a cluster that has just started is
  /// given half a minute. kOutput where no server answers.
  [[nodiscard]] static Result<std::unique_ptr<NatsQueue>> Open(const QueueAddress& address,
                                                               std::vector<std::string> engines);
  ~NatsQueue() override;

  [[nodiscard]] Result<void> Submit(const Job& job) override;
  [[nodiscard]] Result<std::optional<Lease>> Receive(std::chrono::milliseconds wait) override;
  void Extend(const Lease& lease) override;
  [[nodiscard]] Result<void> Ack(const Lease& lease) override;
  [[nodiscard]] Result<void> Nack(const Lease& lease, std::chrono::milliseconds after) override;
  [[nodiscard]] Result<void> DeadLetter(const Lease& lease, const Error& reason) override;
  [[nodiscard]] Result<JobPlace> Find(const Job& job) override;

  /// Takes a job out of the queue, waiting or at work; it is no fault where it is not there.
  [[nodiscard]] Result<void> Withdraw(const Job& job);

  /// Removes the dead letter of a job; it is no fault where there is none.
  [[nodiscard]] Result<void> Undelete(const std::string& id);

 private:
  [[nodiscard]] Result<void> Remove(const char* stream, const std::string& subject);
  struct EngineConsumer;  // where the jobs of one engine are fetched
  NatsQueue(std::unique_ptr<NatsLink> link, std::chrono::seconds lease);

  std::unique_ptr<NatsLink> link_;
  std::chrono::seconds lease_;
  std::vector<EngineConsumer> consumers_;
};

}  // namespace boyin::jobs
