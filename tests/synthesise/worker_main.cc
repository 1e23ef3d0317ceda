// A worker for the tests of the pool, honest or not:
//
//   test_worker serve              as the product's own worker
//   test_worker stall COUNT_FILE   stops itself on the first start only, then serves
//   test_worker half COUNT_FILE    answers half a reply on the first start only, then serves
//   test_worker refuse             ends at once
//   test_worker spin COUNT_FILE    computes for ever on the first start only, then serves
//   test_worker share COUNT_FILE   computes now and then for two seconds on the first start only,
//                                  then serves
//   test_worker choke COUNT VOICE  dies of every plan of more than COUNT units in that voice
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include "base/subprocess.h"
#include "synthesise/pool.h"
#include "synthesise/wire.h"

namespace {

namespace synthesise = boyin::synthesise;

/// Uses that much of a processor.
void Compute(std::chrono::milliseconds time) {
  const std::clock_t begin = std::clock();
  while (std::clock() - begin < time.count() * (CLOCKS_PER_SEC / 1000)) {
  }
}

int Choke(int socket, std::size_t most_units, const std::string& voice) {
  while (const auto body = boyin::ReceiveMessage(socket, boyin::TimePoint::max())) {
    const auto request = synthesise::wire::DecodeRequest(*body);
    if (!request || !request->plan) return 1;
    if (request->voice.name == voice && request->plan->units.size() > most_units) std::abort();
    const auto engine = synthesise::OpenEngine(request->voice);
    if (!engine) return 1;
    const std::string clip = synthesise::wire::EncodeClip((*engine)->Speak(*request->plan));
    if (!boyin::SendMessage(socket, clip, boyin::TimePoint::max())) return 1;
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  constexpr int kSocket = 3;
  const std::span arguments(words, static_cast<std::size_t>(count));
  const std::string mode = count > 1 ? arguments[1] : "";
  if (mode == "refuse") return 1;
  if (mode == "choke") return Choke(kSocket, std::stoul(arguments[2]), arguments[3]);
  // The pool adds a number of threads to every command: it is no file.
  const bool odd = mode == "stall" || mode == "half" || mode == "spin" || mode == "share";
  if (odd && !std::filesystem::exists(arguments[2])) {
    std::ofstream(arguments[2]) << ::getpid();
    if (mode == "stall") ::raise(SIGSTOP);
    if (mode == "spin") Compute(std::chrono::hours(1));
    for (int i = 0; mode == "share" && i < 20; ++i) {
      Compute(std::chrono::milliseconds(10));
      std::this_thread::sleep_for(std::chrono::milliseconds(90));
    }
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
