// libFuzzer: any bytes as a recording.
#include <cstddef>
#include <cstdint>

#include "fuzz/jobs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckRecording({reinterpret_cast<const char*>(data), size});
  return 0;
}
