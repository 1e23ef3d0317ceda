// The stories that a rundown names, read from where they lie. Private to cli.
#pragma once

#include <string>
#include <vector>

#include "pipeline/bulletin.h"
#include "reader/reader.h"

namespace boyin::cli {

struct Gathered {
  std::vector<pipeline::Story> stories;  ///< in the order of the rundown
  bool news = false;           ///< of a file, a folder or a feed; or the rundown names none
  std::vector<Error> refused;  ///< documents of a folder or archive that cannot be read
};

/// Reads what the items name; paths are taken from the folder of the rundown. What
/// is not there or cannot be read is left out and named, whether a file of its own or one of a
/// folder; of an item with `optional = false` it is an error at its line. Recordings are opened, in
/// temporary files of `spool_folder`.
[[nodiscard]] Result<Gathered> Gather(const rundown::Rundown& rundown, const rundown::Day& day,
                                      const intake::Options& options, const reader::Reader& reader,
                                      const std::filesystem::path& spool_folder);

/// `path` as it is meant in the rundown.
[[nodiscard]] std::filesystem::path InFolder(const rundown::Rundown& rundown,
                                             const std::string& path);

/// The music that the rundown names.
[[nodiscard]] Result<pipeline::BulletinMusic> OpenMusic(const rundown::Rundown& rundown,
                                                        int sample_rate_hz,
                                                        const std::filesystem::path& spool_folder);

}  // namespace boyin::cli
