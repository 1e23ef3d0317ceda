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

using jobs::OwnedJob;

constexpr double kSlowest = 0.5;
constexpr double kFastest = 3;
constexpr std::size_t kMostTitleBytes = 400;

Reply NoJob() { return ErrorReply(404, "not_found", "there is no such job"); }

/// A job that the caller may see.
std::optional<OwnedJob> FindJob(Service& service, const Request& request) {
  std::optional<OwnedJob> job = service.store().Find(request.captures.at("id"));
  // Without keys, the id of a job is the right to it: it cannot be guessed.
  if (job && service.keyed() && job->owner != request.caller) return std::nullopt;
  return job;
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

/// What is asked for in the query of an upload, or in the JSON beside a text.
struct Asked {
  OwnedJob job;
  std::string voice;
  std::string format;
  std::string input;
  std::optional<Reply> refusal;
};

Asked FromJson(const Request& request) {
  JsonBody body(request.body);
  Asked asked;
  pipeline::Settings& settings = asked.job.config.settings;
  asked.input = body.Text("input");
  settings.title = body.Text("title", "");
  asked.voice = body.Has("voice") ? body.NameOrId("voice") : "";
  asked.format = body.Text("response_format", "mp3");
  settings.rate = body.Number("speed", 1, kSlowest, kFastest);
  asked.refusal = body.refusal();
  const std::string_view text = Trimmed(asked.input);
  if (text.starts_with("<speak") || text.starts_with("<?xml")) asked.job.name = "speech.ssml";
  return asked;
}

Asked FromUpload(Request& request) {
  Asked asked;
  pipeline::Settings& settings = asked.job.config.settings;
  settings.title = request.Query("title");
  asked.voice = request.Query("voice");
  asked.format = request.Query("response_format");
  if (asked.format.empty()) asked.format = "mp3";
  const std::string_view speed = request.Query("speed");
  const auto [end, error] =
      std::from_chars(speed.data(), speed.data() + speed.size(), settings.rate);
  const bool number = speed.empty() || (error == std::errc() && end == speed.data() + speed.size());
  if (!number || !(settings.rate >= kSlowest && settings.rate <= kFastest)) {
    asked.refusal = ErrorReply(400, "invalid_value", "'speed' must be 0.5 … 3", "speed");
  }
  if (const std::optional<std::string> name = UploadName(request)) {
    asked.job.name = *name;
  } else {
    asked.refusal = ErrorReply(400, "invalid_value", "X-Filename is no name", "X-Filename");
  }
  asked.input = std::move(request.body);
  return asked;
}

/// Fills in what was left out, and refuses what cannot be.
std::optional<Reply> Complete(const Service& service, Asked& asked) {
  if (asked.refusal) return asked.refusal;
  pipeline::Settings& settings = asked.job.config.settings;
  const voice::Voice* voice =
      asked.voice.empty() ? &service.options().voices.front() : service.FindVoice(asked.voice);
  if (voice == nullptr) {
    return ErrorReply(400, "invalid_value", "there is no such voice; see /v1/audio/voices",
                      "voice");
  }
  if (!service.Installed(*voice)) return SpeechRefusal(NotInstalled(*voice));
  const Result<encode::Format> format = encode::FormatFromName(asked.format);
  if (!format) {
    return ErrorReply(400, "invalid_value",
                      "'response_format' must be mp3, m4a, opus, ogg, flac, wav or mp2",
                      "response_format");
  }
  if (settings.title.size() > kMostTitleBytes || utf8::FirstInvalid(settings.title)) {
    return ErrorReply(400, "invalid_value", "'title' is too long", "title");
  }
  if (Trimmed(asked.input).empty()) {
    return ErrorReply(400, "invalid_value", "there is nothing in it to read aloud", "input");
  }
  const Result<produce::Profile> profile = produce::FindProfile("podcast");
  if (!profile) return ErrorReply(profile.error());
  settings.voice = *voice;
  const voice::Voice* other = service.FindVoice(voice->fallback);
  if (other != nullptr && service.Installed(*other)) settings.fallback = *other;
  settings.profile = *profile;
  settings.encoding.format = *format;
  settings.make_cover = true;
  asked.job.config.sidecars = publish::AllParts();
  const std::string text = settings.title.empty() ? "speech" : settings.title;
  asked.job.input = jobs::SafeFileName(asked.job.name.empty() ? text + ".txt" : asked.job.name);
  return std::nullopt;
}

Reply CreateJob(Service& service, Request& request) {
  Asked asked =
      MediaTypeOf(request) == "application/json" ? FromJson(request) : FromUpload(request);
  if (std::optional<Reply> refusal = Complete(service, asked)) return std::move(*refusal);
  if (service.store().CountUnfinished(request.caller) >= service.options().most_jobs) {
    return ErrorReply(429, "too_many_jobs", "wait for your other jobs, or cancel some");
  }
  if (service.store().BytesOf(request.caller) + asked.input.size() >
      service.options().most_kept_bytes) {
    return ErrorReply(429, "too_many_bytes",
                      "your jobs fill the room there is for them: remove some with DELETE");
  }
  asked.job.owner = request.caller;
  asked.job.created = std::time(nullptr);
  const Result<OwnedJob> added = service.store().Add(std::move(asked.job), asked.input);
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
  for (const OwnedJob& job : service.store().Of(request.caller)) {
    list += (list.empty() ? "" : ",") + service.job_runner().JsonOf(job);
  }
  return JsonReply(fmt::format(R"({{"object":"list","data":[{}]}})", list));
}

Reply FollowJob(Service& service, const Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request);
  if (!job) return NoJob();
  Reply reply;
  reply.type = "text/event-stream";
  reply.headers.emplace_back("X-Accel-Buffering", "no");
  reply.pipe = std::make_shared<Pipe>();
  service.job_runner().Follow(*job, reply.pipe);
  return reply;
}

Reply FileOfJob(Service& service, const Request& request, const std::string& name) {
  const std::optional<OwnedJob> job = FindJob(service, request);
  if (!job) return NoJob();
  const bool sound = name.empty() && !job->files.empty();
  const std::string& wanted = sound ? job->files.front().name : name;
  const bool there = std::any_of(job->files.begin(), job->files.end(),
                                 [&](const jobs::JobFile& file) { return file.name == wanted; });
  if (there) return FileReply(request, service.store().OutputsOf(job->id) / wanted);
  if (!job->ended()) return ErrorReply(409, "not_finished", "the job is not finished");
  return ErrorReply(404, "not_found", "the job has no such file");
}

Reply CancelJob(Service& service, Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request);
  if (!job) return NoJob();
  const std::optional<OwnedJob> cancelled = service.job_runner().Cancel(job->id);
  return JsonReply(service.job_runner().JsonOf(cancelled.value_or(*job)));
}

Reply RemoveJob(Service& service, Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request);
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
         const std::optional<OwnedJob> job = FindJob(s, request);
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
