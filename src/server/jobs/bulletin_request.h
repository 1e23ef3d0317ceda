// A bulletin that is asked for: a rundown and the files that it names, as parts or as JSON. Private
// to server.
#pragma once

#include <optional>

#include "server/jobs/job_request.h"

namespace boyin::server {

/// multipart/form-data: "rundown", any number of "files", "response_format", "label".
[[nodiscard]] AskedJob BulletinByParts(const Service& service, const Request& request);

/// The same as one object, "files" by their names. Nothing where it has no "rundown".
[[nodiscard]] std::optional<AskedJob> BulletinByJson(const Service& service,
                                                     const Request& request);

/// A rundown as the page's builder shows it, or what is wrong with it. Its files are not looked
/// for.
[[nodiscard]] Reply ShowRundown(const Service& service, const Request& request);

}  // namespace boyin::server
