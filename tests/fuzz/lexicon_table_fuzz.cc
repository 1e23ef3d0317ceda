// libFuzzer: any bytes as a table of readings.
#include <cstddef>
#include <cstdint>

#include "fuzz/lexicon.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckTable({reinterpret_cast<const char*>(data), size});
  return 0;
}
