#include "server/jobs/clock_watch.h"

#include <doctest/doctest.h>

namespace boyin::server {
namespace {

TEST_CASE("a clock that is set is told from time that passes") {
  constexpr std::int64_t kYear = std::int64_t{365} * 24 * 3600;
  ClockWatch watch(1'000'000, 50);
  CHECK(watch.Step(1'000'000 + kYear + 10, 60) == kYear);
  CHECK(watch.Step(1'000'000 + kYear + 3610, 3660) == 0);
  CHECK(watch.Step(1'000'000 + kYear + 10, 3670) == -3610);
}

}  // namespace
}  // namespace boyin::server
