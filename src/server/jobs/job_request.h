// What a job is asked to be, from JSON, an upload or a form; whose a job is. Private to server.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/job_store.h"
#include "server/http/http.h"
#include "server/speech/sent_takes.h"

namespace boyin::server {

class Service;

struct AskedJob {
  jobs::OwnedJob job;
  std::string voice;    ///< empty: the first
  std::string format;   ///< empty: MP3
  std::string label;    ///< empty: in the metadata
  std::string takes{};  ///< see sent_takes.h; empty: none
  std::string input;
  std::vector<jobs::JobInput> beside{};  ///< files that come with it
  std::optional<Reply> refusal;
};

[[nodiscard]] AskedJob AskedByJson(JsonRequest request);
/// A file; what is asked for stands in the query. Takes the body.
[[nodiscard]] AskedJob AskedByUpload(Request& request);
[[nodiscard]] AskedJob AskedByForm(Fields form);

/// Checks it, keeps it, and puts it in its turn.
[[nodiscard]] tl::expected<jobs::OwnedJob, Reply> AddJob(Service& service, const Request& request,
                                                         AskedJob asked);

/// A job that the caller may see.
[[nodiscard]] std::optional<jobs::OwnedJob> FindJob(Service& service, const Request& request,
                                                    const std::string& id);
[[nodiscard]] Reply NoJob();
/// Why nobody can be told which jobs are theirs.
[[nodiscard]] std::optional<Reply> RefuseList(const Request& request);

}  // namespace boyin::server
