// boyin-engine: one engine in one process, with a socket as descriptor 3. boyin starts these. A
// program of its own, because it starts, and forks for each sentence, many times as fast without
// the libraries that the rest of boyin needs.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <malloc.h>
#include <sys/stat.h>

#include "base/result.h"
#include "synthesise/pool.h"

int main(int argc, char** argv) {
  constexpr int kSocket = 3;
  struct stat at {};
  if (::fstat(kSocket, &at) != 0 || !S_ISSOCK(at.st_mode)) {
    std::fputs("boyin-engine is started by boyin; 本程序由 boyin 启动\n", stderr);
    return static_cast<int>(boyin::Code::kUsage);
  }
  // One thread and one sentence at a time: what it freed fits the next one.
  constexpr int kKeep = 64 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kKeep);
  ::mallopt(M_TRIM_THRESHOLD, kKeep);
  const boyin::synthesise::EngineConfig config{argc > 1 ? argv[1] : "",
                                               argc > 2 ? std::max(1, std::atoi(argv[2])) : 1};
  return boyin::synthesise::RunWorker(kSocket, config);
}
