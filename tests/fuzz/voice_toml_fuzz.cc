// libFuzzer: any bytes as a voice.
#include <cstddef>
#include <cstdint>

#include "fuzz/voice.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boyin::fuzz::CheckVoice({reinterpret_cast<const char*>(data), size});
  return 0;
}
