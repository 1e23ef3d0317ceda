// RenderConfig written down: it names the outputs in the ledger and travels to workers on other
// machines. Private to jobs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "jobs/jobs.h"

namespace boyin::jobs {

/// A name for the config and the station's readings. The day and the time of making are not in it,
/// or every morning all would be made anew.
[[nodiscard]] std::string KeyOf(const RenderConfig& config, std::string_view readings);

/// All but the places where the outputs and the spool lie, and who may stop it.
void to_json(nlohmann::json& json, const RenderConfig& config);
/// Throws nlohmann::json::exception for what to_json does not write.
void from_json(const nlohmann::json& json, RenderConfig& config);

/// On one line, whatever bytes are in its texts.
[[nodiscard]] std::string JsonLine(const nlohmann::json& json);

}  // namespace boyin::jobs
