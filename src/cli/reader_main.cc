// boyin-reader: parses strangers' files and can do nothing else, with a socket as descriptor 3.
// boyin starts these. A program of its own, because it holds nothing but parsers.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <sys/stat.h>
#include <unistd.h>

#include "base/result.h"
#include "reader/reader.h"

int main(int argc, char** argv) {
  constexpr int kSocket = 3;
  struct stat at {};
  if (::fstat(kSocket, &at) != 0 || !S_ISSOCK(at.st_mode)) {
    std::fputs("boyin-reader is started by boyin; 本程序由 boyin 启动\n", stderr);
    return static_cast<int>(boyin::Code::kUsage);
  }
  try {
    // Nothing is left to be done at an end: what is at exit() may ask for more than is granted.
    std::_Exit(boyin::reader::Run({argv + 1, argv + argc}));
  } catch (const std::exception&) {
    return EXIT_FAILURE;
  }
}
