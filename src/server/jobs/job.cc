#include "server/jobs/job.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "server/http/files.h"
#include "server/http/http.h"

namespace boyin::server {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> kStates = {"queued", "running", "done", "failed",
                                                     "cancelled"};

std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string UrlOf(const Job& job, const JobFile& file) {
  return "/v1/jobs/" + job.id + "/files/" + PercentEncode(file.name);
}

json FilesJson(const Job& job) {
  json list = json::array();
  for (const JobFile& file : job.files) {
    list.push_back({{"name", file.name},
                    {"type", TypeOfFile(file.name)},
                    {"bytes", file.bytes},
                    {"url", UrlOf(job, file)}});
  }
  return list;
}

json OrNull(std::int64_t time) { return time == 0 ? json() : json(time); }

Job JobFrom(const json& j) {
  Job job;
  j.at("id").get_to(job.id);
  j.at("caller").get_to(job.caller);
  j.at("name").get_to(job.spec.name);
  j.at("title").get_to(job.spec.title);
  j.at("voice").get_to(job.spec.voice);
  j.at("format").get_to(job.spec.format);
  j.at("speed").get_to(job.spec.speed);
  j.at("created").get_to(job.created);
  j.at("finished").get_to(job.finished);
  j.at("progress").get_to(job.progress);
  j.at("characters").get_to(job.characters);
  j.at("sentences").get_to(job.sentences);
  j.at("doubts").get_to(job.doubts);
  j.at("duration_s").get_to(job.duration_s);
  j.at("error").get_to(job.error);
  job.attempts = j.value("attempts", 0);  // records of 0.1.0 have neither of these
  job.input_bytes = j.value("input_bytes", std::uint64_t{0});
  const auto state =
      std::find(kStates.begin(), kStates.end(), j.at("state").get<std::string_view>());
  job.state = static_cast<JobState>(state - kStates.begin());
  for (const json& file : j.at("files")) {
    job.files.push_back(
        {file.at("name").get<std::string>(), file.at("bytes").get<std::uint64_t>()});
  }
  return job;
}

}  // namespace

std::string_view StateName(JobState state) { return kStates[static_cast<std::size_t>(state)]; }

std::string PublicJson(const Job& job, std::int64_t keep_s) {
  json error;
  if (job.state == JobState::kFailed) error = {{"message", job.error}};
  return Dump({{"id", job.id},
               {"object", "job"},
               {"status", StateName(job.state)},
               {"progress", job.progress},
               {"created_at", job.created},
               {"finished_at", OrNull(job.finished)},
               {"expires_at", OrNull(job.ended() ? job.finished + keep_s : 0)},
               {"name", job.spec.name},
               {"title", job.spec.title},
               {"voice", job.spec.voice},
               {"response_format", job.spec.format},
               {"speed", job.spec.speed},
               {"characters", job.characters},
               {"sentences", job.sentences},
               {"doubts", job.doubts},
               {"duration_s", job.duration_s},
               {"error", error},
               {"result", job.files.empty() ? json() : json(UrlOf(job, job.files.front()))},
               {"files", FilesJson(job)}});
}

std::string KeptJson(const Job& job) {
  const JobState state = job.state == JobState::kRunning ? JobState::kQueued : job.state;
  return Dump({{"id", job.id},
               {"caller", job.caller},
               {"name", job.spec.name},
               {"title", job.spec.title},
               {"voice", job.spec.voice},
               {"format", job.spec.format},
               {"speed", job.spec.speed},
               {"created", job.created},
               {"finished", job.finished},
               {"state", StateName(state)},
               {"progress", job.ended() ? job.progress : 0},
               {"characters", job.characters},
               {"sentences", job.sentences},
               {"doubts", job.doubts},
               {"duration_s", job.duration_s},
               {"attempts", job.attempts},
               {"input_bytes", job.input_bytes},
               {"error", job.error},
               {"files", FilesJson(job)}});
}

std::optional<Job> ParseKept(std::string_view text) {
  try {
    Job job = JobFrom(json::parse(text));
    if (static_cast<std::size_t>(job.state) >= kStates.size()) return std::nullopt;
    return job;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace boyin::server
