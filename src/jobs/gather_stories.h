// The stories that a rundown names, read from where they lie.
//
//   StorySources sources{BesideRundown(rundown.file), reader, {}, "/var/tmp"};
//   Result<GatheredStories> gathered = GatherStories(rundown, day, sources);
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/bulletin.h"
#include "reader/reader.h"

namespace boyin::jobs {

/// A file or a folder that a rundown names.
struct SourceFile {
  std::filesystem::path path;
  std::string name;  ///< in messages and reports
};

/// What a path of a rundown means; an error where it may not be read.
using FindSource = std::function<Result<SourceFile>(const std::string& path)>;

/// Paths are taken from the folder of the rundown.
[[nodiscard]] FindSource BesideRundown(const std::string& rundown_file);

struct StorySources {
  FindSource find;
  reader::Reader reader;
  intake::Options intake;
  std::filesystem::path spool_folder;  ///< recordings are opened in temporary files
  std::function<void(const intake::Document&)> on_document{};  ///< each that becomes a story
};

struct GatheredStories {
  std::vector<pipeline::Story> stories;  ///< in the order of the rundown
  bool news = false;           ///< of a file, a folder or a feed; or the rundown names none
  std::vector<Error> refused;  ///< documents of a folder or archive that cannot be read
};

/// Reads what the items name. What is not there or cannot be read is left out and named, whether a
/// file of its own or one of a folder; of an item with `optional = false` it is an error at its
/// line.
[[nodiscard]] Result<GatheredStories> GatherStories(const rundown::Rundown& rundown,
                                                    const rundown::Day& day,
                                                    const StorySources& sources);

/// The music that the rundown names.
[[nodiscard]] Result<pipeline::BulletinMusic> OpenMusic(const rundown::Rundown& rundown,
                                                        int sample_rate_hz, const FindSource& find,
                                                        const std::filesystem::path& spool_folder);

}  // namespace boyin::jobs
