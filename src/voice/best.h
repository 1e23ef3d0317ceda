// The voice that speaks where none is named: the best that is installed.
//
//   Result<Voice> voice = voice::FindBest("auto", folders, installed);  // the name of any voice,
//   too
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "voice/voice.h"

namespace boyin::voice {

/// Names that stand for the best voice, of any sex, a woman's and a man's.
inline constexpr std::string_view kAuto = "auto";
inline constexpr std::string_view kAutoWoman = "auto-f";
inline constexpr std::string_view kAutoMan = "auto-m";

/// What a voice may be asked for by: the three, then the names of `voices`.
[[nodiscard]] std::vector<std::string> NamesOf(const std::vector<Voice>& voices);

/// Whether the engine of a voice is installed.
using Has = std::function<bool(const Voice&)>;

/// The name of the voice that `name` stands for: one of the three above is the first of
/// voices/auto.tsv that is among `voices` and that `has` (empty: all are installed); any other is
/// itself. The same over runs, as long as the same is installed.
[[nodiscard]] std::string Resolved(std::string_view name, const std::vector<Voice>& voices,
                                   const Has& has);

/// One voice by name, or by one of the three. kUsage, with the names there are, where it is
/// unknown.
[[nodiscard]] Result<Voice> FindBest(std::string_view name,
                                     const std::vector<std::filesystem::path>& folders,
                                     const Has& has);

}  // namespace boyin::voice
