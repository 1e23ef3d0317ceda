// libFuzzer: any bytes as what a reader says.
#include <cstddef>
#include <cstdint>

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckReaderWire({reinterpret_cast<const char*>(data), size});
  return 0;
}
