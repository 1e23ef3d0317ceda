// Jobs: a text or a file in, an episode with all its side files out, later.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "server/http/files.h"
#include "server/http/request_guard.h"
#include "server/jobs/bulletin_request.h"
#include "server/jobs/job_request.h"
#include "server/jobs/zip_stream.h"
#include "server/service.h"
#include "server/speech/sent_takes.h"

namespace boyin::server {
namespace {

using jobs::OwnedJob;

constexpr std::size_t kMostArchived = 200;  // jobs in one archive

AskedJob AskedBy(const Service& service, Request& request) {
  const std::string type = MediaTypeOf(request);
  if (type == "application/json") {
    if (std::optional<AskedJob> bulletin = BulletinByJson(service, request)) {
      return std::move(*bulletin);
    }
  } else if (type != "multipart/form-data") {
    return AskedByUpload(request);
  }
  auto sent = JsonWithFiles(request);
  if (!sent) return BulletinByParts(service, request);
  if (*sent) return AskedByJson(std::move(**sent));
  AskedJob asked;
  asked.refusal = std::move(sent->error());
  return asked;
}

Reply CreateJob(Service& service, Request& request) {
  const tl::expected<OwnedJob, Reply> added = AddJob(service, request, AskedBy(service, request));
  if (!added) return added.error();
  Reply reply = JsonReply(service.job_runner().JsonOf(*added), 202);
  reply.headers.emplace_back("Location", "/v1/jobs/" + added->id);
  return reply;
}

Reply ListJobs(Service& service, const Request& request) {
  if (std::optional<Reply> refusal = RefuseList(request)) return std::move(*refusal);
  std::string list;
  for (const OwnedJob& job : service.store().Of(request.caller)) {
    list += (list.empty() ? "" : ",") + service.job_runner().JsonOf(job);
  }
  return JsonReply(fmt::format(R"({{"object":"list","data":[{}]}})", list));
}

Reply FollowJob(Service& service, const Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  if (!job) return NoJob();
  Reply reply;
  reply.type = "text/event-stream";
  reply.headers.emplace_back("X-Accel-Buffering", "no");
  reply.pipe = std::make_shared<Pipe>();
  service.job_runner().Follow(*job, reply.pipe);
  return reply;
}

Reply FileOfJob(Service& service, const Request& request, const std::string& name) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  if (!job) return NoJob();
  // Of one that is not done the files of some documents may be there.
  const bool sound = name.empty() && job->state == jobs::JobState::kDone && !job->files.empty();
  const std::string& wanted = sound ? job->files.front().name : name;
  const bool there = std::any_of(job->files.begin(), job->files.end(),
                                 [&](const jobs::JobFile& file) { return file.name == wanted; });
  if (there) return FileReply(request, service.store().OutputsOf(job->id) / wanted);
  if (!job->ended()) return ErrorReply(409, "not_finished", "the job is not finished");
  return ErrorReply(404, "not_found", "the job has no such file");
}

/// "news" of the job whose title is that, or whose file was news.docx; another than those in
/// `taken`.
std::string FolderIn(std::set<std::string>& taken, const OwnedJob& job) {
  const std::string& title = job.config.settings.title;
  const std::string name = title.empty() ? job.name.substr(0, job.name.rfind('.')) : title;
  const std::string wanted = jobs::SafeFileName(name);
  std::string folder = wanted;
  for (int i = 2; !taken.insert(folder).second; ++i) folder = fmt::format("{}-{}", wanted, i);
  return folder;
}

/// One job's files; those of several in a folder for each.
Reply ArchiveOf(Service& service, const Request& request, const std::vector<OwnedJob>& some) {
  std::vector<ZipMember> members;
  std::set<std::string> taken;
  std::string name;
  for (const OwnedJob& job : some) {
    name = FolderIn(taken, job);
    const std::string folder = some.size() == 1 ? "" : name + "/";
    for (const jobs::JobFile& file : job.files) {
      members.push_back({folder + file.name, service.store().OutputsOf(job.id) / file.name});
    }
  }
  if (members.empty()) return ErrorReply(409, "not_finished", "nothing of it is made yet");
  Reply reply;
  reply.type = "application/zip";
  reply.headers.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"boyin.zip\"; filename*=UTF-8''{}.zip",
                  PercentEncode(some.size() == 1 ? name : "boyin")));
  reply.pipe = std::make_shared<Pipe>();
  service.SendZip(request.caller, std::move(members), reply.pipe);
  return reply;
}

Reply ArchiveJob(Service& service, const Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  return job ? ArchiveOf(service, request, {*job}) : NoJob();
}

Reply ArchiveJobs(Service& service, const Request& request) {
  std::string_view ids = request.Query("jobs");
  std::vector<OwnedJob> some;
  while (!ids.empty()) {
    const std::string_view id = ids.substr(0, ids.find(','));
    ids.remove_prefix(std::min(ids.size(), id.size() + 1));
    std::optional<OwnedJob> job = FindJob(service, request, std::string(id));
    if (!job) return NoJob();
    if (some.size() == kMostArchived) {
      return ErrorReply(400, "invalid_value", fmt::format("'jobs' may name {} jobs", kMostArchived),
                        "jobs");
    }
    some.push_back(std::move(*job));
  }
  if (some.empty()) return ErrorReply(400, "invalid_value", "'jobs' names no job", "jobs");
  return ArchiveOf(service, request, some);
}

Reply CancelJob(Service& service, Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  if (!job) return NoJob();
  const std::optional<OwnedJob> cancelled = service.job_runner().Cancel(job->id);
  return JsonReply(service.job_runner().JsonOf(cancelled.value_or(*job)));
}

Reply RemoveJob(Service& service, Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  if (!job) return NoJob();
  static_cast<void>(service.job_runner().Cancel(job->id));
  service.store().Remove(job->id);
  return JsonReply(fmt::format(R"({{"id":"{}","object":"job","deleted":true}})", job->id));
}

}  // namespace

std::vector<Route> JobRoutes(Service& service) {
  const auto at_once = [&service](Reply (*work)(Service&, const Request&)) {
    return [&service, work](const Request& request, const Answer& answer) {
      answer(work(service, request));
    };
  };
  // What writes to the disk must not keep the connections waiting.
  const auto apart = [&service](Reply (*work)(Service&, Request&)) {
    return [&service, work](Request request, const Answer& answer) {
      const auto own = std::make_shared<Request>(std::move(request));
      service.RunDiskWork(*own, answer, [&service, work, own] { return work(service, *own); });
    };
  };
  return {
      {"POST", "/v1/jobs", Body::kUpload, false, apart(CreateJob)},
      {"POST", "/v1/takes", Body::kJson, false,
       [&service](const Request& request, const Answer& answer) {
         answer(ShowTakes(service, request));
       }},
      {"POST", "/v1/rundown", Body::kJson, false,
       apart([](Service& s, Request& request) { return ShowRundown(s, request); })},
      {"GET", "/v1/jobs", Body::kNone, false, at_once(ListJobs)},
      {"GET", "/v1/jobs/{id}", Body::kNone, false, at_once([](Service& s, const Request& request) {
         const std::optional<OwnedJob> job = FindJob(s, request, request.captures.at("id"));
         return job ? JsonReply(s.job_runner().JsonOf(*job)) : NoJob();
       })},
      {"DELETE", "/v1/jobs/{id}", Body::kNone, false, apart(RemoveJob)},
      {"POST", "/v1/jobs/{id}/cancel", Body::kNone, false, apart(CancelJob)},
      {"GET", "/v1/jobs/{id}/events", Body::kNone, false, at_once(FollowJob)},
      {"GET", "/v1/archive", Body::kNone, false, at_once(ArchiveJobs)},
      {"GET", "/v1/jobs/{id}/archive", Body::kNone, false, at_once(ArchiveJob)},
      {"GET", "/v1/jobs/{id}/result", Body::kNone, false,
       at_once([](Service& s, const Request& request) { return FileOfJob(s, request, ""); })},
      {"GET", "/v1/jobs/{id}/files/{name}", Body::kNone, false,
       at_once([](Service& s, const Request& request) {
         return FileOfJob(s, request, request.captures.at("name"));
       })},
  };
}

}  // namespace boyin::server
