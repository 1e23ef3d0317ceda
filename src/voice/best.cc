#include "voice/best.h"

#include <algorithm>

#include "base/table.h"
#include "voice/data.h"

namespace boyin::voice {

std::vector<std::string> NamesOf(const std::vector<Voice>& voices) {
  std::vector<std::string> names = {std::string(kAuto), std::string(kAutoWoman),
                                    std::string(kAutoMan)};
  for (const Voice& voice : voices) names.push_back(voice.name);
  return names;
}

std::string Resolved(std::string_view name, const std::vector<Voice>& voices, const Has& has) {
  const bool woman = name == kAutoWoman;
  const bool man = name == kAutoMan;
  const auto best = table::Parse(data::auto_tsv(), "auto.tsv", 1);
  if ((name != kAuto && !woman && !man) || !best) return std::string(name);
  for (const table::Row& row : *best) {
    const auto voice = std::find_if(voices.begin(), voices.end(),
                                    [&](const Voice& v) { return v.name == row.cells[0]; });
    if (voice == voices.end() || (has && !has(*voice))) continue;
    if ((woman && voice->gender != "female") || (man && voice->gender != "male")) continue;
    return voice->name;
  }
  return std::string(name);
}

Result<Voice> FindBest(std::string_view name, const std::vector<std::filesystem::path>& folders,
                       const Has& has) {
  const Result<std::vector<Voice>> voices = List(folders);
  if (!voices) return tl::unexpected(voices.error());
  return Find(Resolved(name, *voices, has), folders);
}

}  // namespace boyin::voice
