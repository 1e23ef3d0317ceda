// libFuzzer: any bytes as an archive; those that libzip takes are read to the end.
#include "fuzz/intake.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::intake::CheckRead({reinterpret_cast<const char*>(data), size}, "a.zip");
  return 0;
}
