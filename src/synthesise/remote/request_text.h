// A plan as the text of a request: our spoken form, so that no figure is the server's to read, with
// the readings that it must not guess written in its dialect. Private to synthesise.
#pragma once

#include <string>
#include <vector>

#include "prosody/prosody.h"
#include "synthesise/remote/dialect.h"

namespace boyin::synthesise::remote {

/// Which syllables are written with their reading.
enum class Marking : std::uint8_t {
  kNone,
  kPolyphones,  ///< where the characters alone do not decide it
  kAll
};

struct RequestText {
  std::string text;
  std::vector<std::string> corrections;  ///< "行长/(hang2)(zhang3)", for dialects that list them

  bool operator==(const RequestText&) const = default;
};

[[nodiscard]] RequestText ComposeText(const prosody::Plan& plan, const Dialect& dialect,
                                      Marking marking);

}  // namespace boyin::synthesise::remote
