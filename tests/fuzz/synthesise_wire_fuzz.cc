// libFuzzer: any bytes as a message of an engine or of its pool.
#include <cstddef>
#include <cstdint>

#include "fuzz/synthesise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckEngineWire({reinterpret_cast<const char*>(data), size});
  return 0;
}
