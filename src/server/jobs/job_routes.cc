// Jobs: a text or a file in, an episode with all its side files out, later.
#include <algorithm>
#include <charconv>
#include <ctime>

#include <fmt/format.h>

#include "base/utf8.h"
#include "encode/encode.h"
#include "server/http/files.h"
#include "server/http/json_body.h"
#include "server/http/request_guard.h"
#include "server/service.h"
#include "server/speech/speech_request.h"

namespace boyin::server {
namespace {

constexpr double kSlowest = 0.5;
constexpr double kFastest = 3;
constexpr std::size_t kMostTitleBytes = 400;

Reply NoJob() { return ErrorReply(404, "not_found", "there is no such job"); }

/// A job that the caller may see.
std::optional<Job> FindJob(Service& service, const Request& request) {
  std::optional<Job> job = service.store().Find(request.captures.at("id"));
  // Without keys, the id of a job is the right to it: it cannot be guessed.
  if (job && service.keyed() && job->caller != request.caller) return std::nullopt;
  return job;
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

/// The wish in the query of an upload, or in the JSON beside a text.
struct Asked {
  JobSpec spec;
  std::string input;
  std::optional<Reply> refusal;
};

Asked FromJson(const Request& request) {
  JsonBody body(request.body);
  Asked asked;
  asked.input = body.Text("input");
  asked.spec.title = body.Text("title", "");
  asked.spec.voice = body.Has("voice") ? body.NameOrId("voice") : "";
  asked.spec.format = body.Text("response_format", "mp3");
  asked.spec.speed = body.Number("speed", 1, kSlowest, kFastest);
  asked.refusal = body.refusal();
  const std::string_view text = Trimmed(asked.input);
  if (text.starts_with("<speak") || text.starts_with("<?xml")) asked.spec.name = "speech.ssml";
  return asked;
}

Asked FromUpload(Request& request) {
  Asked asked;
  asked.spec.title = request.Query("title");
  asked.spec.voice = request.Query("voice");
  asked.spec.format = request.Query("response_format");
  if (asked.spec.format.empty()) asked.spec.format = "mp3";
  const std::string_view speed = request.Query("speed");
  const auto [end, error] =
      std::from_chars(speed.data(), speed.data() + speed.size(), asked.spec.speed);
  const bool number = speed.empty() || (error == std::errc() && end == speed.data() + speed.size());
  if (!number || !(asked.spec.speed >= kSlowest && asked.spec.speed <= kFastest)) {
    asked.refusal = ErrorReply(400, "invalid_value", "'speed' must be 0.5 … 3", "speed");
  }
  if (const std::optional<std::string> name = UploadName(request)) {
    asked.spec.name = *name;
  } else {
    asked.refusal = ErrorReply(400, "invalid_value", "X-Filename is no name", "X-Filename");
  }
  asked.input = std::move(request.body);
  return asked;
}

/// Fills in what was left out, and refuses what cannot be.
std::optional<Reply> Check(const Service& service, Asked& asked) {
  if (asked.refusal) return asked.refusal;
  JobSpec& spec = asked.spec;
  if (spec.voice.empty()) spec.voice = service.options().voices.front().name;
  const voice::Voice* voice = service.FindVoice(spec.voice);
  if (voice == nullptr) {
    return ErrorReply(400, "invalid_value", "there is no such voice; see /v1/audio/voices",
                      "voice");
  }
  if (!service.Installed(*voice)) return SpeechRefusal(NotInstalled(*voice));
  spec.voice = voice->name;
  if (!encode::FormatFromName(spec.format)) {
    return ErrorReply(400, "invalid_value",
                      "'response_format' must be mp3, m4a, opus, ogg, flac, wav or mp2",
                      "response_format");
  }
  if (spec.title.size() > kMostTitleBytes || utf8::FirstInvalid(spec.title)) {
    return ErrorReply(400, "invalid_value", "'title' is too long", "title");
  }
  if (Trimmed(asked.input).empty()) {
    return ErrorReply(400, "invalid_value", "there is nothing in it to read aloud", "input");
  }
  return std::nullopt;
}

Reply CreateJob(Service& service, Request& request) {
  Asked asked =
      MediaTypeOf(request) == "application/json" ? FromJson(request) : FromUpload(request);
  if (std::optional<Reply> refusal = Check(service, asked)) return std::move(*refusal);
  if (service.store().CountUnfinished(request.caller) >= service.options().most_jobs) {
    return ErrorReply(429, "too_many_jobs", "wait for your other jobs, or cancel some");
  }
  if (service.store().BytesOf(request.caller) + asked.input.size() >
      service.options().most_kept_bytes) {
    return ErrorReply(429, "too_many_bytes",
                      "your jobs fill the room there is for them: remove some with DELETE");
  }
  Job job;
  job.caller = request.caller;
  job.spec = std::move(asked.spec);
  job.created = std::time(nullptr);
  const Result<Job> added = service.store().Add(std::move(job), asked.input);
  if (!added) return ErrorReply(added.error());
  service.job_runner().Enqueue(*added);
  Reply reply = JsonReply(service.job_runner().JsonOf(*added), 202);
  reply.headers.emplace_back("Location", "/v1/jobs/" + added->id);
  return reply;
}

Reply ListJobs(Service& service, const Request& request) {
  if (request.shared_caller) {
    return ErrorReply(403, "unknown_caller",
                      "callers cannot be told apart behind this proxy: name it with boyin serve "
                      "--trust-proxy, or give out keys");
  }
  std::string list;
  for (const Job& job : service.store().Of(request.caller)) {
    list += (list.empty() ? "" : ",") + service.job_runner().JsonOf(job);
  }
  return JsonReply(fmt::format(R"({{"object":"list","data":[{}]}})", list));
}

Reply FollowJob(Service& service, const Request& request) {
  const std::optional<Job> job = FindJob(service, request);
  if (!job) return NoJob();
  Reply reply;
  reply.type = "text/event-stream";
  reply.headers.emplace_back("X-Accel-Buffering", "no");
  reply.pipe = std::make_shared<Pipe>();
  service.job_runner().Follow(*job, reply.pipe);
  return reply;
}

Reply FileOfJob(Service& service, const Request& request, const std::string& name) {
  const std::optional<Job> job = FindJob(service, request);
  if (!job) return NoJob();
  const bool sound = name.empty() && !job->files.empty();
  const std::string& wanted = sound ? job->files.front().name : name;
  const bool there = std::any_of(job->files.begin(), job->files.end(),
                                 [&](const JobFile& file) { return file.name == wanted; });
  if (there) return FileReply(request, service.store().OutputsOf(job->id) / wanted);
  if (!job->ended()) return ErrorReply(409, "not_finished", "the job is not finished");
  return ErrorReply(404, "not_found", "the job has no such file");
}

Reply CancelJob(Service& service, Request& request) {
  const std::optional<Job> job = FindJob(service, request);
  if (!job) return NoJob();
  const std::optional<Job> cancelled = service.job_runner().Cancel(job->id);
  return JsonReply(service.job_runner().JsonOf(cancelled.value_or(*job)));
}

Reply RemoveJob(Service& service, Request& request) {
  const std::optional<Job> job = FindJob(service, request);
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
      {"POST", "/v1/jobs", Body::kFile, false, apart(CreateJob)},
      {"GET", "/v1/jobs", Body::kNone, false, at_once(ListJobs)},
      {"GET", "/v1/jobs/{id}", Body::kNone, false, at_once([](Service& s, const Request& request) {
         const std::optional<Job> job = FindJob(s, request);
         return job ? JsonReply(s.job_runner().JsonOf(*job)) : NoJob();
       })},
      {"DELETE", "/v1/jobs/{id}", Body::kNone, false, apart(RemoveJob)},
      {"POST", "/v1/jobs/{id}/cancel", Body::kNone, false, apart(CancelJob)},
      {"GET", "/v1/jobs/{id}/events", Body::kNone, false, at_once(FollowJob)},
      {"GET", "/v1/jobs/{id}/result", Body::kNone, false,
       at_once([](Service& s, const Request& request) { return FileOfJob(s, request, ""); })},
      {"GET", "/v1/jobs/{id}/files/{name}", Body::kNone, false,
       at_once([](Service& s, const Request& request) {
         return FileOfJob(s, request, request.captures.at("name"));
       })},
  };
}

}  // namespace boyin::server
