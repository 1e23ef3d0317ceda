#include "server/http/request_guard.h"

#include <doctest/doctest.h>

namespace boyin::server {
namespace {

Request With(Fields headers) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

int StatusOf(const std::optional<Reply>& refusal) { return refusal ? refusal->status : 0; }

TEST_CASE("a host must be known") {
  const std::vector<std::string> allowed = {"localhost", "127.0.0.1", "::1", "news.example"};
  const auto status = [&](const char* host) {
    return StatusOf(RefuseHost(With({{"host", host}}), allowed));
  };
  for (const char* good :
       {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "news.example"}) {
    CAPTURE(good);
    CHECK(status(good) == 0);
  }
  for (const char* bad :
       {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "[::2]", "x@localhost"}) {
    CAPTURE(bad);
    CHECK(status(bad) == 421);
  }
  CHECK(status("") == 400);
  CHECK(StatusOf(RefuseHost(With({}), allowed)) == 400);
}

TEST_CASE("pages of other origins are refused unless named") {
  const std::vector<std::string> allowed = {"https://news.example"};
  const auto status = [&](Fields headers) {
    headers["host"] = "localhost:8080";
    return StatusOf(RefuseOrigin(With(std::move(headers)), allowed));
  };
  CHECK(status({}) == 0);
  CHECK(status({{"origin", "http://localhost:8080"}}) == 0);
  CHECK(status({{"origin", "https://news.example"}}) == 0);
  CHECK(status({{"origin", "http://localhost:9090"}}) == 403);
  CHECK(status({{"origin", "null"}}) == 403);
  CHECK(status({{"sec-fetch-site", "cross-site"}}) == 403);
  CHECK(status({{"sec-fetch-site", "same-origin"}}) == 0);
}

TEST_CASE("a form without a type is good where no browser sends it") {
  const auto status = [](Body body, Fields headers) {
    return StatusOf(RefuseType(With(std::move(headers)), body));
  };
  CHECK(status(Body::kLooseForm, {}) == 0);
  CHECK(status(Body::kForm, {}) == 415);
  CHECK(status(Body::kLooseForm, {{"content-type", "text/plain"}}) == 415);
  CHECK(status(Body::kLooseForm, {{"origin", "http://localhost"}}) == 415);
  CHECK(status(Body::kLooseForm, {{"sec-fetch-site", "same-origin"}}) == 415);
}

TEST_CASE("a request is of the address that a trusted proxy names, else of its connection's") {
  const std::vector<std::string> trusted = {"127.0.0.1", "10.0.0.9"};
  const auto peer = [&](const char* connection, Fields headers) {
    headers.try_emplace("host", "news.example");
    Request request = With(std::move(headers));
    request.peer = connection;
    return ForwardedPeer(request, trusted);
  };
  CHECK(peer("127.0.0.1", {{"x-forwarded-for", "192.0.2.7"}}) == Forwarded{"192.0.2.7", false});
  CHECK(peer("127.0.0.1", {{"x-forwarded-for", "8.8.8.8, 192.0.2.7"}}).peer == "192.0.2.7");
  CHECK(peer("127.0.0.1", {{"x-forwarded-for", "192.0.2.7, 10.0.0.9"}}).peer == "192.0.2.7");
  CHECK(peer("127.0.0.1", {{"x-forwarded-for", "2001:db8::1"}}).peer == "2001:db8::1");
  CHECK(peer("127.0.0.1", {{"x-forwarded-for", "evil"}}).peer == "127.0.0.1");
  CHECK(peer("127.0.0.1", {}) == Forwarded{"127.0.0.1", true});
  CHECK(peer("127.0.0.1", {{"host", "localhost:8080"}}) == Forwarded{"127.0.0.1", false});
  // Not named: its header is not believed, and its clients cannot be told apart.
  CHECK(peer("127.0.0.2", {{"x-forwarded-for", "192.0.2.7"}}) == Forwarded{"127.0.0.2", true});
  CHECK(peer("192.0.2.1", {}) == Forwarded{"192.0.2.1", false});
}

TEST_CASE("what changes state must say that it is JSON") {
  const auto status = [](Body body, const char* type) {
    return StatusOf(RefuseType(With({{"content-type", type}}), body));
  };
  CHECK(status(Body::kJson, "application/json; charset=utf-8") == 0);
  CHECK(status(Body::kJson, "text/plain") == 415);
  CHECK(status(Body::kJson, "application/x-www-form-urlencoded") == 415);
  CHECK(status(Body::kForm, "application/x-www-form-urlencoded") == 0);
  CHECK(status(Body::kFile, "application/octet-stream") == 0);
  CHECK(status(Body::kFile, "multipart/form-data; boundary=x") == 415);
  CHECK(status(Body::kJsonParts, "multipart/form-data; boundary=x") == 0);
  CHECK(status(Body::kJsonParts, "application/json") == 0);
  CHECK(status(Body::kJsonParts, "application/octet-stream") == 415);
}

}  // namespace
}  // namespace boyin::server
