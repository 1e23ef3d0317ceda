// libFuzzer: any bytes as a job, its instructions or its result.
#include <cstddef>
#include <cstdint>

#include "fuzz/jobs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckPayload({reinterpret_cast<const char*>(data), size});
  return 0;
}
