// libFuzzer: any bytes as an old Word file.
#include "fuzz/intake.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::intake::CheckRead({reinterpret_cast<const char*>(data), size}, "a.doc");
  return 0;
}
