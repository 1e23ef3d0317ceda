// The queue's other side: NATS JetStream. Private to jobs, as is everything of NATS.
//
// Jobs wait in the stream BOYIN_JOBS under boyin.jobs.ENGINE.ID until a worker of that engine says
// done; buried ones in BOYIN_DEAD under boyin.dead.ID. JetStream acknowledges before it has written
// to disk: a job may be lost in a power cut. Who submits keeps a list of his own and asks Find.
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
  /// given half a minute. kOutput where nobody answers.
  [[nodiscard]] static Result<std::unique_ptr<NatsQueue>> Open(const QueueAddress& address,
                                                               std::vector<std::string> engines);
  ~NatsQueue() override;

  [[nodiscard]] Result<void> Submit(const Job& job) override;
  [[nodiscard]] Result<std::optional<Taken>> Take(std::chrono::milliseconds wait) override;
  void Extend(const Taken& taken) override;
  [[nodiscard]] Result<void> Done(const Taken& taken) override;
  [[nodiscard]] Result<void> Again(const Taken& taken, std::chrono::milliseconds after) override;
  [[nodiscard]] Result<void> Bury(const Taken& taken, const Error& reason) override;
  [[nodiscard]] Result<Place> Find(const Job& job) override;

  /// Takes a job out of its grave; it is no fault if it is in none.
  [[nodiscard]] Result<void> Exhume(const std::string& id);

 private:
  struct Shop;  // where the jobs of one engine are fetched
  NatsQueue(std::unique_ptr<NatsLink> link, std::chrono::seconds lease);

  std::unique_ptr<NatsLink> link_;
  std::chrono::seconds lease_;
  std::vector<Shop> shops_;
};

}  // namespace boyin::jobs
