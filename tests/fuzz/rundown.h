// Whatever a rundown, a file of takes or a table of weather holds is read, or refused with a place.
#pragma once

#include <string_view>

#include "fuzz/budget.h"
#include "rundown/rundown.h"
#include "rundown/takes.h"

namespace boyin::fuzz {

inline void CheckRundown(std::string_view text) {
  const Budget budget(text.size());
  const Result<rundown::Rundown> read = rundown::Read(text, "a.toml", {"anchor-f", "anchor-m"});
  if (!read && read.error().where.empty()) Stop("an error without a place");
  if (read && read->items.empty()) Stop("a rundown without an item");
  const Result<std::vector<rundown::Take>> takes = rundown::ReadTakes(text, "a.toml", {"anchor-f"});
  if (!takes && takes.error().where.empty()) Stop("an error without a place");
  const Result<std::string> weather = rundown::WeatherText(text, "a.tsv");
  const std::optional<Error> reach = rundown::FindReach(text, "a.toml");
  if (reach && reach->where.empty()) Stop("an error without a place");
  if (!weather && weather.error().where.empty()) Stop("an error without a place");
}

}  // namespace boyin::fuzz
