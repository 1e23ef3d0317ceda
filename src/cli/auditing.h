// Finished sound audited by the engines at hand. Private to cli.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.h"
#include "cli/recogniser.h"
#include "pipeline/pipeline.h"

namespace boyin::cli {

/// Listens to a file that should say `script`. Each sentence is said once more, to compare with:
/// by the voice that `beside` names; empty: by its own where that speaks at once and the same every
/// time, else by one of boyin's own; "none": nothing is compared. `recogniser` may be null.
[[nodiscard]] Result<audit::Audit> AuditSound(const std::filesystem::path& sound,
                                              const audit::Script& script,
                                              const pipeline::Renderer& renderer,
                                              Recogniser* recogniser,
                                              const std::string& beside = {});

/// As docs/audit.md has it.
[[nodiscard]] nlohmann::ordered_json AuditJson(const audit::Audit& audit,
                                               const audit::Script& script);

/// A line for each finding and one for the whole.
void PrintAudit(const std::string& file, const audit::Audit& audit, const audit::Script& script);

/// The report with the audit in it.
[[nodiscard]] Result<void> SaveAudit(const std::filesystem::path& report, const audit::Audit& audit,
                                     const audit::Script& script);

/// --audit: listens to episodes as they are made. Thread-safe.
class Auditor {
 public:
  /// `renderer` says sentences once more; it outlives this.
  Auditor(const pipeline::Renderer& renderer, std::shared_ptr<Recogniser> recogniser)
      : renderer_(renderer), recogniser_(std::move(recogniser)) {}

  /// The sentences with findings, and those findings kept: see pipeline::Settings.
  [[nodiscard]] Result<std::vector<pipeline::Unwell>> ListenTo(const episode::Episode& episode);

  /// What was found last in this file, for a person or as a value of JSON; nothing where it was not
  /// listened to.
  void Print(const std::string& file) const;
  [[nodiscard]] nlohmann::ordered_json Json(const std::string& file) const;
  /// Into a report of the file that has been written.
  [[nodiscard]] Result<void> Save(const std::string& file,
                                  const std::filesystem::path& report) const;

  /// The files in which something was found in the end, by name.
  [[nodiscard]] std::vector<std::string> Unwell() const;

 private:
  struct Heard {
    audit::Script script;
    audit::Audit audit;
  };
  [[nodiscard]] std::optional<Heard> Find(const std::string& file) const;

  const pipeline::Renderer& renderer_;
  std::shared_ptr<Recogniser> recogniser_;
  mutable std::mutex mutex_;
  std::map<std::string, Heard> heard_;  // guarded by mutex_
};

/// Exit status: an audit found something.
inline constexpr int kAuditFound = 8;

}  // namespace boyin::cli
