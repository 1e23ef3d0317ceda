// Takes that somebody has sent: the text of a file as docs/takes.md describes it, and the
// recordings that it names (jobs/sent_recordings.h). Nothing of this machine is read for them.
// Private to server.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/job_store.h"
#include "pipeline/pipeline.h"
#include "server/http/http.h"

namespace boyin::server {

class Service;

/// A request in JSON, and the files that came with it.
struct JsonRequest {
  std::string_view json;  ///< of the request's body
  std::vector<jobs::JobInput> files{};
};

/// The body, or its parts where it is a form: one `request`, and `files`. Nothing for a form of
/// another kind.
[[nodiscard]] std::optional<tl::expected<JsonRequest, Reply>> JsonWithFiles(const Request& request);

/// Their recordings, which must be among `files`, are not opened yet. kInput for a mistake, with
/// its place; kUsage for a voice that is not installed.
[[nodiscard]] Result<std::vector<pipeline::Take>> SentTakes(
    const Service& service, const std::string& toml, const std::vector<jobs::JobInput>& files);

/// Opens them.
[[nodiscard]] Result<void> OpenRecordings(std::vector<pipeline::Take>& takes,
                                          const std::vector<jobs::JobInput>& files,
                                          const std::filesystem::path& spool_folder);

/// With the place of a mistake before it, 400.
[[nodiscard]] Reply TakesRefusal(Error error);

/// `POST /v1/takes`: the file as JSON, for the page.
[[nodiscard]] Reply ShowTakes(const Service& service, const Request& request);

}  // namespace boyin::server
