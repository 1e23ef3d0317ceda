// libFuzzer: any bytes as a rundown.
#include <cstddef>
#include <cstdint>

#include "fuzz/rundown.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckRundown({reinterpret_cast<const char*>(data), size});
  return 0;
}
