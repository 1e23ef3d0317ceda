// What Speech Dispatcher sets for the messages that follow. Private to speechd.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace boyin::speechd {

enum class Punctuation : std::uint8_t { kNone, kSome, kMost, kAll };

struct Settings {
  int rate = 0;         ///< −100 … 100; 0 is the voice's own
  int pitch = 0;        ///< −100 … 100
  int pitch_range = 0;  ///< −100 … 100
  int volume = 100;     ///< −100 … 100; 100 is the voice's own level
  Punctuation punctuation = Punctuation::kNone;
  bool spelling = false;       ///< messages character by character
  bool name_capitals = false;  ///< 大写 before a single capital letter
  std::string voice_type{};    ///< "male1", "female2", …; empty: the default voice
  std::string voice{};         ///< name of a boyin voice; wins over `voice_type`

  bool operator==(const Settings&) const = default;
};

/// Sets one parameter of the protocol ("rate", "-20"). A parameter that this module has no use for
/// (language) is taken and left. False where the value is none that the protocol allows.
[[nodiscard]] bool Set(std::string_view name, std::string_view value, Settings& settings);

/// How much faster than the voice's own pace: 0.5 at −100, 1 at 0, 3 at 100; geometric on each
/// side.
[[nodiscard]] double RateFactor(int rate);

}  // namespace boyin::speechd
