// What a job says: paths below the store and hashes, never sound. And what the worker leaves beside
// its result. Private to jobs.
//
// All of it lies in the output folder's .boyin: settings/HASH.json (how to speak, with the
// station's readings), results/ID/ (the sound, under the name that it shall have, and what lies
// beside it) and results/ID.json (what is known of it, and the sign that the job is done).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/article.h"
#include "jobs/jobs.h"
#include "jobs/queue.h"
#include "lexicon/lexicon.h"
#include "normalise/normalise.h"
#include "pipeline/pipeline.h"

namespace boyin::jobs {

/// How to speak: everything but the article.
struct Instructions {
  RenderConfig config;
  intake::Options intake;   ///< see BatchOptions
  bool plain_text = false;  ///< see BatchOptions
  normalise::Options readings;
  lexicon::Lexicon lexicon;
};
[[nodiscard]] std::string WriteInstructions(const Instructions& instructions);
[[nodiscard]] Result<Instructions> ReadInstructions(std::string_view json, const std::string& name);

/// One article to convert. All paths are relative to the store.
struct JobPayload {
  std::string input;
  std::string input_hash;
  std::string instructions;  ///< named by its hash
  std::string results;       ///< the folder
  std::string output;        ///< the name of the sound: "news.mp3"
  std::string member{};      ///< of an archive: Order::member

  bool operator==(const JobPayload&) const = default;
};
[[nodiscard]] std::string WritePayload(const JobPayload& payload);
/// kInput for what is none.
[[nodiscard]] Result<JobPayload> ReadPayload(std::string_view json);

struct ResultFile {
  std::string name;
  std::string hash;

  bool operator==(const ResultFile&) const = default;
};

/// What became of it.
struct JobResult {
  Result<Rendered> made;
  std::vector<ResultFile> files{};  ///< the sound last
};
[[nodiscard]] std::string WriteResult(const JobResult& result);
/// Nothing for what is none.
[[nodiscard]] std::optional<JobResult> ReadResult(std::string_view json);

/// Whether `name` is a file's and nothing else: no path, not hidden.
[[nodiscard]] bool IsFileName(std::string_view name);

/// `below` within `store`, links resolved; kInput where it leads out of it or to nothing.
[[nodiscard]] Result<std::filesystem::path> Within(const std::filesystem::path& store,
                                                   const std::string& below);

}  // namespace boyin::jobs
