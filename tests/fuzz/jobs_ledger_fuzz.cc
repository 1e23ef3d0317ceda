// libFuzzer: any bytes as a ledger, or as a row of one.
#include <cstddef>
#include <cstdint>

#include "fuzz/jobs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckLedger({reinterpret_cast<const char*>(data), size});
  return 0;
}
