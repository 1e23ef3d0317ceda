// A worker for the tests of the pool, honest or not:
//
//   test_worker serve              as the product's own worker
//   test_worker stall COUNT_FILE   stops itself on the first start only, then serves
//   test_worker half COUNT_FILE    answers half a reply on the first start only, then serves
//   test_worker refuse             ends at once
#include <csignal>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

#include "synthesise/pool.h"

int main(int count, char** words) {
  constexpr int kSocket = 3;
  const std::span arguments(words, static_cast<std::size_t>(count));
  const std::string mode = count > 1 ? arguments[1] : "";
  if (mode == "refuse") return 1;
  if (count > 2 && !std::filesystem::exists(arguments[2])) {
    std::ofstream(arguments[2]) << ::getpid();
    if (mode == "stall") ::raise(SIGSTOP);
    if (mode == "half") {
      char request = 0;
      if (::recv(kSocket, &request, 1, 0) == 1) {
        const std::string promised_more{"\x40\0\0\0half", 8};
        if (::send(kSocket, promised_more.data(), promised_more.size(), 0) < 0) return 1;
      }
      return 0;
    }
  }
  return boyin::synthesise::RunWorker(kSocket);
}
