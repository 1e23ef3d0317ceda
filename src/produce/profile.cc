#include <charconv>

#include <fmt/format.h>

#include "base/message.h"
#include "produce/produce.h"

namespace boyin::produce {
namespace {

bool ParseNumber(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::vector<Profile> Profiles() {
  return {
      {"podcast", true, -16, -1},   // Apple Podcasts: −16 LUFS ±1, −1 dBTP
      {"ebu", true, -23, -1},       // EBU R 128
      {"china-tv", true, -24, -2},  // GY/T 282-2014
      {"none", false, 0, 0},
  };
}

Result<Profile> FindProfile(std::string_view name) {
  for (Profile& profile : Profiles()) {
    if (profile.name == name) return std::move(profile);
  }
  Profile custom{std::string(name), true, 0, 0};
  const std::size_t slash = name.find('/');
  if (slash != std::string_view::npos && ParseNumber(name.substr(0, slash), custom.loudness_lufs) &&
      ParseNumber(name.substr(slash + 1), custom.true_peak_dbtp) && custom.loudness_lufs >= -50 &&
      custom.loudness_lufs <= -8 && custom.true_peak_dbtp >= -20 && custom.true_peak_dbtp <= 0) {
    return custom;
  }
  return Fail(
      Code::kUsage, "", Translated("unknown loudness '{}'", name),
      Translated(
          "use podcast, ebu, china-tv, none, or LUFS/dBTP such as -18/-1.5 (-50 … -8, -20 … 0)"));
}

}  // namespace boyin::produce
