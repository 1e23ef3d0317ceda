#include "jobs/nats_queue.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "jobs/nats_link.h"

namespace boyin::jobs {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr std::int64_t kMostAtWork = 10'000;

std::string SubjectOf(const Job& job) {
  return fmt::format("boyin.jobs.{}.{}", job.engine, job.id);
}
std::string DeadSubjectOf(const std::string& id) { return "boyin.dead." + id; }

/// A foreign message gives a job whose body no worker accepts.
Job JobOf(natsMsg* message) {
  Job job;
  const std::string subject = natsMsg_GetSubject(message);
  const std::size_t id = subject.rfind('.');
  job.id = subject.substr(id + 1);
  const std::size_t engine = subject.rfind('.', id - 1);
  job.engine = subject.substr(engine + 1, id - engine - 1);
  job.body.assign(natsMsg_GetData(message),
                  static_cast<std::size_t>(natsMsg_GetDataLength(message)));
  return job;
}

/// The engine's durable consumer, made or brought to this lease, and a subscription to it.
Result<NatsSubscription> Subscribe(const NatsLink& link, const std::string& engine,
                                   std::chrono::nanoseconds lease) {
  const std::string filter = fmt::format("boyin.jobs.{}.*", engine);
  jsConsumerConfig config;
  jsConsumerConfig_Init(&config);
  config.Durable = engine.c_str();
  config.FilterSubject = filter.c_str();
  config.AckPolicy = js_AckExplicit;
  config.AckWait = lease.count();
  config.MaxDeliver = -1;  // the worker counts, and buries
  config.MaxAckPending = kMostAtWork;
  Result<void> made = link.Ask([&](jsErrCode* code) {
    return js_AddConsumer(nullptr, link.context(), kJobsStream, &config, nullptr, code);
  });
  if (!made) return tl::unexpected(made.error());
  jsSubOptions options;
  jsSubOptions_Init(&options);
  options.Stream = kJobsStream;
  options.Consumer = engine.c_str();
  natsSubscription* raw = nullptr;
  made = link.Ask([&](jsErrCode* code) {
    return js_PullSubscribe(&raw, link.context(), filter.c_str(), engine.c_str(), nullptr, &options,
                            code);
  });
  NatsSubscription subscription(raw);
  if (!made) return tl::unexpected(made.error());
  return subscription;
}

natsMsg* MessageOf(const Lease& lease) { return static_cast<natsMsg*>(lease.handle.get()); }

}  // namespace

struct NatsQueue::EngineConsumer {
  std::string engine;
  NatsSubscription subscription;
};

NatsQueue::NatsQueue(std::unique_ptr<NatsLink> link, std::chrono::seconds lease)
    : link_(std::move(link)), lease_(lease) {}
NatsQueue::~NatsQueue() = default;

Result<std::unique_ptr<NatsQueue>> NatsQueue::Open(const QueueAddress& address,
                                                   std::vector<std::string> engines) {
  Result<std::unique_ptr<NatsLink>> link = NatsLink::Open(address);
  if (!link) return tl::unexpected(link.error());
  std::unique_ptr<NatsQueue> queue(new NatsQueue(std::move(*link), address.lease));
  for (std::string& engine : engines) {
    Result<NatsSubscription> subscription = Subscribe(*queue->link_, engine, address.lease);
    if (!subscription) return tl::unexpected(subscription.error());
    queue->consumers_.push_back({std::move(engine), std::move(*subscription)});
  }
  return queue;
}

Result<void> NatsQueue::Submit(const Job& job) { return link_->Publish(SubjectOf(job), job.body); }

Result<std::optional<Lease>> NatsQueue::Receive(milliseconds wait) {
  for (EngineConsumer& consumer : consumers_) {
    natsMsgList list{};
    const std::int64_t share =
        std::max<std::int64_t>(1, wait.count() / static_cast<std::int64_t>(consumers_.size()));
    const natsStatus status =
        natsSubscription_Fetch(&list, consumer.subscription.get(), 1, share, nullptr);
    if (status == NATS_TIMEOUT) continue;
    if (status != NATS_OK) {
      // A consumer that is gone, with the disk of its server perhaps, is made again.
      static_cast<void>(link_->MakeStreams());
      Result<NatsSubscription> subscription = Subscribe(*link_, consumer.engine, lease_);
      if (subscription) consumer.subscription = std::move(*subscription);
      return tl::unexpected(link_->Failure(status));
    }
    const std::shared_ptr<natsMsg> message(list.Msgs[0], natsMsg_Destroy);
    list.Msgs[0] = nullptr;
    natsMsgList_Destroy(&list);
    Lease lease{JobOf(message.get()), 1, message};
    jsMsgMetaData* facts = nullptr;
    if (natsMsg_GetMetaData(&facts, message.get()) == NATS_OK) {
      lease.attempt = static_cast<int>(facts->NumDelivered);
      jsMsgMetaData_Destroy(facts);
    }
    return lease;
  }
  return std::nullopt;
}

void NatsQueue::Extend(const Lease& lease) {
  // One that is lost is made up for by the next.
  natsMsg_InProgress(MessageOf(lease), nullptr);
}

Result<void> NatsQueue::Ack(const Lease& lease) {
  return link_->Ask(
      [&](jsErrCode* code) { return natsMsg_AckSync(MessageOf(lease), nullptr, code); });
}

Result<void> NatsQueue::Nack(const Lease& lease, milliseconds after) {
  const natsStatus status = natsMsg_NakWithDelay(MessageOf(lease), after.count(), nullptr);
  if (status != NATS_OK) return tl::unexpected(link_->Failure(status));
  return {};
}

Result<void> NatsQueue::DeadLetter(const Lease& lease, const Error& reason) {
  // Published as a dead letter first, terminated after: in between it is in both, never in none.
  const Json dead = {{"id", lease.job.id},     {"engine", lease.job.engine},
                     {"body", lease.job.body}, {"code", static_cast<int>(reason.code)},
                     {"where", reason.where},  {"en", reason.what.en},
                     {"zh", reason.what.zh}};
  if (Result<void> told = link_->Publish(DeadSubjectOf(lease.job.id),
                                         dead.dump(-1, ' ', false, Json::error_handler_t::replace));
      !told) {
    return told;
  }
  const natsStatus status = natsMsg_Term(MessageOf(lease), nullptr);
  if (status != NATS_OK) return tl::unexpected(link_->Failure(status));
  return {};
}

Result<void> NatsQueue::Remove(const char* stream, const std::string& subject) {
  const Result<std::optional<StoredMessage>> last = link_->Last(stream, subject);
  if (!last) return tl::unexpected(last.error());
  return *last ? link_->Delete(stream, (*last)->sequence) : Result<void>();
}

Result<void> NatsQueue::Withdraw(const Job& job) { return Remove(kJobsStream, SubjectOf(job)); }

Result<void> NatsQueue::Undelete(const std::string& id) {
  return Remove(kDeadStream, DeadSubjectOf(id));
}

Result<JobPlace> NatsQueue::Find(const Job& job) {
  const Result<std::optional<StoredMessage>> waiting = link_->Last(kJobsStream, SubjectOf(job));
  if (!waiting) return tl::unexpected(waiting.error());
  if (*waiting) return JobPlace::kQueued;
  const Result<std::optional<StoredMessage>> dead = link_->Last(kDeadStream, DeadSubjectOf(job.id));
  if (!dead) return tl::unexpected(dead.error());
  return *dead ? JobPlace::kDead : JobPlace::kAbsent;
}

}  // namespace boyin::jobs
