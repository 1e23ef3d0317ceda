#include "server/http/routes.h"

#include <doctest/doctest.h>

#include "server/http/request_head.h"

namespace boyin::server {
namespace {

const std::vector<Route> kRoutes = {{"GET", "/"},
                                    {"GET", "/v1/jobs/{id}"},
                                    {"POST", "/v1/jobs"},
                                    {"DELETE", "/v1/jobs/{id}"},
                                    {"GET", "/episodes/{path...}"}};

TEST_CASE("a route is found by method and path") {
  CHECK(FindRoute(kRoutes, "GET", "/").route == kRoutes.data());
  const Match job = FindRoute(kRoutes, "DELETE", "/v1/jobs/7");
  REQUIRE(job.route != nullptr);
  CHECK(job.captures.at("id") == "7");
  CHECK(FindRoute(kRoutes, "HEAD", "/v1/jobs/7").route == &kRoutes[1]);
  CHECK(FindRoute(kRoutes, "GET", "/episodes/a/b.mp3").captures.at("path") == "a/b.mp3");
}

TEST_CASE("what is near a route is none") {
  for (const char* path : {"", "//", "/v1", "/v1/jobs/", "/v1/jobs/7/8", "v1/jobs", "*"}) {
    CAPTURE(path);
    const Match match = FindRoute(kRoutes, "PATCH", path);
    CHECK(match.route == nullptr);
    CHECK(match.allow.empty());
  }
  CHECK(FindRoute(kRoutes, "PUT", "/v1/jobs").allow == "POST");
  CHECK(FindRoute(kRoutes, "PUT", "/v1/jobs/7").allow == "GET, HEAD, DELETE");
}

TEST_CASE("heads that make no sense are refused") {
  const auto make = [](std::string target,
                       std::vector<std::pair<std::string, std::string>> fields = {}) {
    return MakeRequest({"GET", std::move(target), std::move(fields)});
  };
  CHECK(make("/a%20b?x=1%262&y=a+b")->path == "/a b");
  CHECK(make("/?x=1%262&y=a+b")->query.at("x") == "1&2");
  CHECK(make("/?x=1%262&y=a+b")->query.at("y") == "a b");
  for (const char* target : {"http://x/", "", "a", "/%", "/%zz", "/%00", "/%ff", "/?a=%f"}) {
    CAPTURE(target);
    CHECK(!make(target));
  }
  CHECK(!make("/", {{"Host", "a"}, {"host", "b"}}));
  CHECK(!make("/", {{"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}));
  CHECK(make("/", {{"X-Request-Id", "ok-1"}})->id == "ok-1");
  CHECK(make("/", {{"X-Request-Id", "a b"}})->id.size() == 24);
}

TEST_CASE("no value of a reply begins another field") {
  Reply reply = JsonReply("{}");
  reply.headers = {{"Content-Disposition", "a\r\nSet-Cookie: b"}};
  const std::string head = HeadOf(reply, {"id", true, false});
  CHECK(head.find("\r\nSet-Cookie") == std::string::npos);
  CHECK(head.find("Content-Length: 2\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace boyin::server
