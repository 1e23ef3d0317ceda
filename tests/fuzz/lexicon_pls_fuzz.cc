// libFuzzer: any bytes as a PLS lexicon.
#include <cstddef>
#include <cstdint>

#include "fuzz/lexicon.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckPls({reinterpret_cast<const char*>(data), size});
  return 0;
}
