// Finished sound audited by the engines at hand. Private to cli.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "audit/audit.h"
#include "pipeline/pipeline.h"

namespace boyin::cli {

/// Listens to a file that should say `script`. Each sentence is said once more, to compare with:
/// by the voice that `beside` names; empty: by its own where that speaks at once and the same every
/// time, else by one of boyin's own; "none": nothing is compared.
[[nodiscard]] Result<audit::Audit> AuditSound(const std::filesystem::path& sound,
                                              const audit::Script& script,
                                              const pipeline::Renderer& studio,
                                              const std::string& beside = {});

/// As docs/audit.md has it.
[[nodiscard]] nlohmann::ordered_json AuditJson(const audit::Audit& audit,
                                               const audit::Script& script);

/// A line for each finding and one for the whole.
void PrintAudit(const std::string& file, const audit::Audit& audit, const audit::Script& script);

/// The report with the audit in it.
[[nodiscard]] Result<void> SaveAudit(const std::filesystem::path& report, const audit::Audit& audit,
                                     const audit::Script& script);

}  // namespace boyin::cli
