#include "paths.h"

namespace boyin::test {

std::string SourcePath(std::string_view relative) {
  return std::string(BOYIN_SOURCE_DIR "/").append(relative);
}

std::string BenchPath(std::string_view relative) {
  return std::string(BOYIN_SOURCE_DIR "/../shared/bench/").append(relative);
}

std::string BuildPath(std::string_view relative) {
  return std::string(BOYIN_BINARY_DIR "/").append(relative);
}

}  // namespace boyin::test
