#include "pipeline/ordered.h"

#include <atomic>

#include <doctest/doctest.h>

using boyin::pipeline::Ordered;

TEST_CASE("results come in order, whoever finishes first") {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  Ordered<int, int> work(3, 6, [&](const int& in) {
    const int now = ++running;
    int seen = most;
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
    // Early jobs spin longest, so that later ones overtake them.
    std::atomic<int> spins{0};
    while (spins < (in % 6 == 0 ? 200'000 : 10)) ++spins;
    --running;
    return in * in;
  });
  int given = 0;
  for (int taken = 0; taken < 500; ++taken) {
    while (given < 500 && !work.Full()) work.Give(given++);
    CHECK(given - taken <= 6);
    const auto [in, out] = work.Take();
    CHECK(in == taken);
    CHECK(out == taken * taken);
  }
  CHECK(work.Empty());
  CHECK(most <= 3);
}

TEST_CASE("what was given and never taken is dropped without a hang") {
  Ordered<int, int> work(2, 8, [](const int& in) { return in; });
  for (int i = 0; i < 8; ++i) work.Give(i);
  CHECK(work.Full());
}
