// libFuzzer: no text may break the laws of coverage. Built with -DBOYIN_FUZZ=ON (clang);
// normalise_replay.cc runs the same in ctest.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "normalise/laws.h"

using boyin::normalise::Normaliser;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Normaliser normaliser = *Normaliser::Create({});
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (boyin::utf8::FirstInvalid(text)) return 0;  // the contract asks for valid UTF-8
  const std::string broken = boyin::normalise::BrokenCover(normaliser, text);
  if (!broken.empty()) {
    std::fprintf(stderr, "%s\n", broken.c_str());
    std::abort();
  }
  return 0;
}
