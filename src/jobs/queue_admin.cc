#include "jobs/queue_admin.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include <fmt/format.h>

#include "base/message.h"
#include "jobs/job_payload.h"
#include "jobs/nats_link.h"
#include "synthesise/synthesise.h"

namespace boyin::jobs {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostIds = 100;

/// A dead letter as a worker wrote it; foreign messages give an empty one.
struct Dead {
  std::uint64_t sequence = 0;
  Job job;
  Message reason;
};

Dead DeadFrom(std::uint64_t sequence, std::string_view body) {
  Dead dead{sequence, {}, {}};
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return dead;
  const auto text = [&](const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  dead.job = {text("id"), text("engine"), text("body")};
  const std::string where = text("where").empty() ? "" : text("where") + ": ";
  dead.reason = {where + text("en"), where + text("zh")};
  return dead;
}

Result<std::vector<Dead>> ListDead(const NatsLink& link) {
  jsStreamInfo* raw = nullptr;
  const Result<void> asked = link.Ask([&](jsErrCode* code) {
    return js_GetStreamInfo(&raw, link.context(), kDeadStream, nullptr, code);
  });
  if (!asked) return tl::unexpected(asked.error());
  const NatsOwned<jsStreamInfo, jsStreamInfo_Destroy> info(raw);
  std::vector<Dead> all;
  for (std::uint64_t at = info->State.FirstSeq; at <= info->State.LastSeq && at > 0; ++at) {
    natsMsg* message = nullptr;
    const Result<void> got = link.Ask([&](jsErrCode* code) {
      const natsStatus status = js_GetMsg(&message, link.context(), kDeadStream, at, nullptr, code);
      return status == NATS_NOT_FOUND ? NATS_OK : status;
    });
    const NatsMessage owned(message);
    if (!got) return tl::unexpected(got.error());
    if (!owned) continue;
    all.push_back(DeadFrom(
        at, {natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message))}));
  }
  return all;
}

/// The jobs of an engine, those at work too: there need not be a worker yet.
Result<void> ListWaiting(const NatsLink& link, EngineQueue& queue) {
  const std::string filter = fmt::format("boyin.jobs.{}.*", queue.engine);
  jsOptions options;
  jsOptions_Init(&options);
  options.Stream.Info.SubjectsFilter = filter.c_str();
  jsStreamInfo* raw = nullptr;
  Result<void> asked = link.Ask([&](jsErrCode* code) {
    return js_GetStreamInfo(&raw, link.context(), kJobsStream, &options, code);
  });
  const NatsOwned<jsStreamInfo, jsStreamInfo_Destroy> info(raw);
  if (!asked || info->State.Subjects == nullptr) return asked;
  const auto count = static_cast<std::size_t>(info->State.Subjects->Count);
  for (const jsStreamStateSubject& subject : std::span(info->State.Subjects->List, count)) {
    queue.waiting += subject.Msgs;
    const std::string_view name = subject.Subject;
    if (queue.ids.size() < kMostIds) queue.ids.emplace_back(name.substr(name.rfind('.') + 1));
  }
  return asked;
}

Result<EngineQueue> Count(const NatsLink& link, const std::string& engine) {
  EngineQueue queue{.engine = engine};
  if (Result<void> listed = ListWaiting(link, queue); !listed) {
    return tl::unexpected(listed.error());
  }
  jsConsumerInfo* raw = nullptr;
  const Result<void> asked = link.Ask([&](jsErrCode* code) {
    const natsStatus status =
        js_GetConsumerInfo(&raw, link.context(), kJobsStream, engine.c_str(), nullptr, code);
    return status == NATS_NOT_FOUND ? NATS_OK : status;
  });
  if (!asked) return tl::unexpected(asked.error());
  const NatsOwned<jsConsumerInfo, jsConsumerInfo_Destroy> info(raw);
  if (!info) return queue;  // no worker of this engine has ever come
  queue.at_work = static_cast<std::uint64_t>(info->NumAckPending);
  queue.waiting -= std::min(queue.waiting, queue.at_work);
  queue.repeated = static_cast<std::uint64_t>(info->NumRedelivered);
  queue.idle_workers = static_cast<std::uint64_t>(info->NumWaiting);
  return queue;
}

Error NoSuchJob(const std::string& id) {
  return {Code::kInput, id, Translated("no job has this id"), {}};
}

}  // namespace

Result<QueueStatus> StatusOf(const QueueAddress& address) {
  const Result<std::unique_ptr<NatsLink>> link = NatsLink::Open(address);
  if (!link) return tl::unexpected(link.error());
  QueueStatus status;
  for (const synthesise::EngineInfo& engine : synthesise::Engines()) {
    Result<EngineQueue> queue = Count(**link, engine.name);
    if (!queue) return tl::unexpected(queue.error());
    status.engines.push_back(std::move(*queue));
  }
  const Result<std::vector<Dead>> dead = ListDead(**link);
  if (!dead) return tl::unexpected(dead.error());
  for (const Dead& one : *dead) {
    const Result<JobPayload> payload = ReadPayload(one.job.body);
    status.dead_letters.push_back(
        {one.job.id, one.job.engine, payload ? payload->input : std::string(), one.reason});
  }
  return status;
}

Result<void> Drain(const QueueAddress& address) {
  const Result<std::unique_ptr<NatsLink>> link = NatsLink::Open(address);
  if (!link) return tl::unexpected(link.error());
  natsConnection* connection = (*link)->connection();
  natsStatus status = natsConnection_PublishString(connection, kControlSubject, "drain");
  if (status == NATS_OK) status = natsConnection_Flush(connection);
  if (status != NATS_OK) return tl::unexpected((*link)->Failure(status));
  return {};
}

Result<void> DeadLetterJob(const QueueAddress& address, const std::string& id) {
  const Result<std::unique_ptr<NatsLink>> link = NatsLink::Open(address);
  if (!link) return tl::unexpected(link.error());
  for (const synthesise::EngineInfo& engine : synthesise::Engines()) {
    const auto job = (*link)->Last(kJobsStream, fmt::format("boyin.jobs.{}.{}", engine.name, id));
    if (!job) return tl::unexpected(job.error());
    if (!*job) continue;
    const Message by_hand = Translated("buried by hand");
    const Json dead = {{"id", id},    {"engine", engine.name}, {"body", (*job)->body},
                       {"where", ""}, {"en", by_hand.en},      {"zh", by_hand.zh}};
    Result<void> moved = (*link)->Publish("boyin.dead." + id, dead.dump());
    if (moved) moved = (*link)->Delete(kJobsStream, (*job)->sequence);
    return moved;
  }
  return tl::unexpected(NoSuchJob(id));
}

Result<std::size_t> Requeue(const QueueAddress& address, const std::string& id) {
  const Result<std::unique_ptr<NatsLink>> link = NatsLink::Open(address);
  if (!link) return tl::unexpected(link.error());
  const Result<std::vector<Dead>> dead = ListDead(**link);
  if (!dead) return tl::unexpected(dead.error());
  std::size_t count = 0;
  for (const Dead& one : *dead) {
    if (one.job.id.empty() || (!id.empty() && one.job.id != id)) continue;
    Result<void> moved =
        (*link)->Publish(fmt::format("boyin.jobs.{}.{}", one.job.engine, one.job.id), one.job.body);
    if (moved) moved = (*link)->Delete(kDeadStream, one.sequence);
    if (!moved) return tl::unexpected(moved.error());
    ++count;
  }
  if (count == 0 && !id.empty()) return tl::unexpected(NoSuchJob(id));
  return count;
}

}  // namespace boyin::jobs
