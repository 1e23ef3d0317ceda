// libFuzzer: any bytes as a PDF.
#include "fuzz/intake.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::intake::CheckRead({reinterpret_cast<const char*>(data), size}, "a.pdf");
  return 0;
}
