// libFuzzer: any bytes as text in some character set.
#include "fuzz/intake.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::intake::CheckRead({reinterpret_cast<const char*>(data), size}, "a.txt");
  return 0;
}
