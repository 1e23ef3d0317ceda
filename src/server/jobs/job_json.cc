#include "server/jobs/job_json.h"

#include <nlohmann/json.hpp>

#include "server/http/files.h"
#include "server/http/http.h"

namespace boyin::server {
namespace {

using nlohmann::json;

std::string UrlOf(const jobs::OwnedJob& job, const jobs::JobFile& file) {
  return "/v1/jobs/" + job.id + "/files/" + PercentEncode(file.name);
}

json OrNull(std::int64_t time) { return time == 0 ? json() : json(time); }

}  // namespace

std::string JobJson(const jobs::OwnedJob& job, std::int64_t keep_s) {
  const pipeline::Settings& settings = job.config.settings;
  json error;
  if (job.state == jobs::JobState::kFailed) error = {{"message", job.error}};
  const bool done = job.state == jobs::JobState::kDone && !job.files.empty();
  json files = json::array();
  for (const jobs::JobFile& file : job.files) {
    files.push_back({{"name", file.name},
                     {"type", TypeOfFile(file.name)},
                     {"bytes", file.bytes},
                     {"url", UrlOf(job, file)}});
  }
  const json all = {{"id", job.id},
                    {"object", "job"},
                    {"status", NameOf(job.state)},
                    {"progress", job.progress},
                    {"created_at", job.created},
                    {"finished_at", OrNull(job.finished)},
                    {"expires_at", OrNull(job.ended() ? job.finished + keep_s : 0)},
                    {"name", job.name},
                    {"title", settings.title},
                    {"voice", settings.voice.name},
                    {"response_format", encode::FormatName(settings.encoding.format)},
                    {"speed", settings.rate},
                    {"characters", job.characters},
                    {"sentences", job.sentences},
                    {"doubts", job.doubts},
                    {"duration_s", job.duration_s},
                    {"bulletin", job.is_bulletin()},
                    {"left_out", job.left_out},
                    {"error", error},
                    {"result", done ? json(UrlOf(job, job.files.front())) : json()},
                    {"files", files}};
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace boyin::server
