#include "base/date.h"

#include <doctest/doctest.h>

namespace boyin {
namespace {

TEST_CASE("dates of feeds: as they are written, and only so") {
  const auto time = FromIso("2026-11-24T06:00:00Z");
  REQUIRE(time.has_value());
  CHECK(ToIso(*time) == "2026-11-24T06:00:00Z");
  CHECK(FromIso("2026-11-24") == *time - 6 * 3600);
  CHECK(ToRfc2822(*time) == "Tue, 24 Nov 2026 06:00:00 +0000");
  CHECK(ToRfc2822(*time, "GMT") == "Tue, 24 Nov 2026 06:00:00 GMT");
  for (const char* same : {"Tue, 24 Nov 2026 06:00:00 +0000", "24 Nov 2026 14:00 +0800",
                           "Tue, 24 Nov 2026 06:00:00 GMT", "24 Nov 2026 01:30:00 -0430",
                           "24 Nov 2026 06:00:00 Z", "24 Nov 2026 06:00 UT"}) {
    CHECK(FromRfc2822(same) == time);
  }
  CHECK(FromRfc2822("3 Feb 2017 10:20 GMT") == FromRfc2822("03 Feb 2017 10:20:00 UTC"));
  for (const char* wrong : {"Mon, 24 Nov 2026 06:00:00 +0000",
                            "2026-11-24",
                            "",
                            "Tue, 31 Feb 2026 06:00:00 GMT",
                            "Tue, 24 Nov 2026 26:00:00 GMT",
                            "Tue, 24 November 2026 06:00:00 GMT",
                            "Tue, 24 Nov 2026 6:00:00 GMT",
                            "Tue, 24 Nov 2026 06:00:00",
                            "Tue 24 Nov 2026 06:00:00 GMT",
                            "Tue, 24 Nov 2026 06:00:00 GMT.",
                            "24 Nov 2026 06:00:00.5 GMT",
                            "24 Nov 2026T06:00:00 GMT",
                            "24 Nov 2026 06:00:00 +08:00",
                            "24  Nov 2026 06:00:00 GMT",
                            "24 Nov 2026  06:00:00 GMT",
                            "24 Nov 2026 06:00:00  GMT",
                            "24 Nov 2026 06:00:00GMT",
                            "24 Nov 2026 06:00:61 GMT",
                            "24\tNov 2026 06:00:00 GMT",
                            "024 Nov 2026 06:00:00 GMT"}) {
    CAPTURE(wrong);
    CHECK_FALSE(FromRfc2822(wrong).has_value());
  }
  for (const char* wrong : {"2026-13-01", "2026-1-2", "2026/01/02", "2026-11-24T06:00:00+08:00",
                            "2026-11-24T6:00:00Z", "2026-11-24 06:00:00", "2026-11-24Z", ""}) {
    CAPTURE(wrong);
    CHECK_FALSE(FromIso(wrong).has_value());
  }
}

TEST_CASE("a date is found in a text, with its place") {
  const auto found = FindDate("发布时间：2017-2-3 10:20 来源");
  REQUIRE(found.has_value());
  CHECK(found->day == "2017-02-03");
  CHECK(found->time == "2017-02-03T10:20:00");
  CHECK_FALSE(found->unix_time.has_value());
  CHECK(found->source == Range{15, 29});
  CHECK(FindDate("2017年2月3日")->time == "2017-02-03");
  CHECK(FindDate("Fri, 03 Feb 2017 10:20:00 +0800")->unix_time == FromIso("2017-02-03T02:20:00Z"));
  CHECK_FALSE(FindDate("2017-02-31，电话12345678").has_value());
}

}  // namespace
}  // namespace boyin
