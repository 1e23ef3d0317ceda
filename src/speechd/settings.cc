#include "speechd/settings.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace boyin::speechd {
namespace {

constexpr std::string_view kUnset = "NULL";

std::optional<int> ReadLevel(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < -100 || value > 100) return std::nullopt;
  return value;
}

int* LevelOf(std::string_view name, Settings& settings) {
  if (name == "rate") return &settings.rate;
  if (name == "pitch") return &settings.pitch;
  if (name == "pitch_range") return &settings.pitch_range;
  if (name == "volume") return &settings.volume;
  return nullptr;
}

bool SetPunctuation(std::string_view value, Settings& settings) {
  if (value == "none") {
    settings.punctuation = Punctuation::kNone;
  } else if (value == "some") {
    settings.punctuation = Punctuation::kSome;
  } else if (value == "most") {
    settings.punctuation = Punctuation::kMost;
  } else if (value == "all") {
    settings.punctuation = Punctuation::kAll;
  } else {
    return false;
  }
  return true;
}

std::string NameOrNothing(std::string_view value) {
  return value == kUnset ? std::string() : std::string(value);
}

}  // namespace

bool Set(std::string_view name, std::string_view value, Settings& settings) {
  if (int* level = LevelOf(name, settings)) {
    const std::optional<int> read = ReadLevel(value);
    if (read) *level = *read;
    return read.has_value();
  }
  if (name == "punctuation_mode") return SetPunctuation(value, settings);
  if (name == "spelling_mode") {
    settings.spelling = value == "on";
    return value == "on" || value == "off";
  }
  if (name == "cap_let_recogn") {
    settings.name_capitals = value == "spell" || value == "icon";
    return settings.name_capitals || value == "none";
  }
  if (name == "voice") settings.voice_type = NameOrNothing(value);
  if (name == "synthesis_voice") settings.voice = NameOrNothing(value);
  return true;
}

double RateFactor(int rate) { return std::pow(rate < 0 ? 2.0 : 3.0, rate / 100.0); }

}  // namespace boyin::speechd
