// The normaliser with the house's options, made once for a test program.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "normalise/normalise.h"

namespace boyin::normalise {

inline const Normaliser& House() {
  static const Normaliser normaliser = [] {
    Result<Normaliser> made = Normaliser::Create({});
    if (!made) throw std::runtime_error(made.error().what.en);
    return *std::move(made);
  }();
  return normaliser;
}

inline std::string Read(std::string_view written) { return House().Normalise(written).text; }

}  // namespace boyin::normalise
