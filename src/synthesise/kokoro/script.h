// A plan written out for the network, in parts that it can take in one go.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "prosody/prosody.h"

namespace boyin::synthesise::kokoro {

/// Where unit `unit` of the plan begins among the symbols of its part.
struct Start {
  std::uint32_t unit = 0;
  std::size_t symbol = 0;

  bool operator==(const Start&) const = default;
};

/// A mark in the text where the voice pauses: the symbols [begin, end), the comma and its space.
struct Pause {
  std::size_t begin = 0;
  std::size_t end = 0;
  int length_ms = 0;

  bool operator==(const Pause&) const = default;
};

struct Part {
  std::vector<std::int64_t> symbols;
  std::vector<Start> starts;
  std::vector<Pause> pauses;
  int pause_after_ms = 0;

  bool operator==(const Part&) const = default;
};

/// The IPA of a foreign run, as eSpeak NG gives it.
using Transcribe = std::function<Result<std::string>(const std::string& text)>;

/// Parts of at most `most_symbols`: cut at a pause where one is near, else between words, so that
/// every syllable and every run of the plan is in one of them. kEngine for what has no symbols.
[[nodiscard]] Result<std::vector<Part>> Write(const prosody::Plan& plan, std::size_t most_symbols,
                                              const Transcribe& transcribe);

}  // namespace boyin::synthesise::kokoro
