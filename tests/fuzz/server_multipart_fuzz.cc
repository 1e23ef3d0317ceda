// libFuzzer: any bytes as a form of parts with boundary b.
#include <cstddef>
#include <cstdint>

#include "fuzz/server.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckMultipart({reinterpret_cast<const char*>(data), size});
  return 0;
}
