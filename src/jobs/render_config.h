// RenderConfig: all that decides what is made of an article, but for the article. It names the
// outputs in the ledger and travels to workers on other machines. Private to jobs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/pipeline.h"
#include "publish/bundle.h"

namespace boyin::jobs {

struct RenderConfig {
  pipeline::Settings settings;
  std::vector<publish::Part> sidecars{};  ///< written beside the sound

  /// A name for the recipe and the station's readings. The day and the time of making are not in
  /// it, or every morning all would be made anew.
  [[nodiscard]] std::string Key(std::string_view readings) const;
};

/// The settings but for the places where the outputs and the spool lie.
[[nodiscard]] nlohmann::json ToJson(const pipeline::Settings& settings);
/// Throws nlohmann::json::exception for what ToJson does not write.
[[nodiscard]] pipeline::Settings SettingsFromJson(const nlohmann::json& json);

}  // namespace boyin::jobs
