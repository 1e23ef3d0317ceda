#include "server/http/keys.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace boyin::server {
namespace {

// SHA-256 of "secret" and of "other".
constexpr const char* kTable =
    "# name\tsha256\tper minute\tcharacters a day\n"
    "alice\t2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b\t60\t1000\n"
    "bob\td9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa\n";

TEST_CASE("a key is known by its hash, as a bearer's or as a password") {
  const Keys keys(*ParseKeys(kTable, "keys.tsv"));
  CHECK(keys.NameOf("Bearer secret") == "alice");
  CHECK(keys.NameOf("Bearer other") == "bob");
  CHECK(keys.NameOf("Basic dXNlcjpzZWNyZXQ=") == "alice");
  for (const char* wrong :
       {"", "Bearer ", "Bearer Secret", "secret", "Basic !!", "Basic c2VjcmV0", "bearer secret"}) {
    CAPTURE(wrong);
    CHECK(!keys.NameOf(wrong));
  }
}

TEST_CASE("a table that makes no sense names its line") {
  for (const char* wrong : {"a\tb\n", "\t2bb8\n", "alice\n"}) {
    CAPTURE(wrong);
    const auto keys = ParseKeys(wrong, "keys.tsv");
    REQUIRE(!keys);
    CHECK(keys.error().where == "keys.tsv:1");
  }
  CHECK(!ParseKeys(std::string(kTable) + "c\t" + std::string(64, 'a') + "\tmany\n", "k"));
}

TEST_CASE("no minute and no day holds more than the quota, wherever it begins") {
  Keys keys(*ParseKeys(kTable, "keys.tsv"));
  const Keys::Time start{};
  for (int i = 0; i < 60; ++i) CHECK(!keys.TakeRequest("alice", start));
  CHECK(keys.TakeRequest("alice", start) == 62);
  CHECK(keys.TakeRequest("alice", start + std::chrono::seconds(30)) == 32);
  CHECK(!keys.TakeRequest("alice", start + std::chrono::seconds(62)));
  CHECK(!keys.TakeCharacters("alice", 1000, start));
  CHECK(keys.TakeCharacters("alice", 500, start + std::chrono::hours(12)));
  CHECK(!keys.TakeCharacters("alice", 500, start + std::chrono::hours(25)));
  CHECK(!keys.TakeCharacters("bob", 1'000'000, start));
  CHECK(!keys.TakeRequest("stranger", start));
}

TEST_CASE("at full speed a key gets its rate and not more") {
  Keys keys(*ParseKeys(kTable, "keys.tsv"));
  const Keys::Time start{};
  std::vector<int> taken;  // the seconds
  for (int second = 0; second < 300; ++second) {
    for (int i = 0; i < 5; ++i) {
      if (!keys.TakeRequest("alice", start + std::chrono::seconds(second))) taken.push_back(second);
    }
  }
  for (int begin = 0; begin < 240; ++begin) {
    const auto within = std::count_if(taken.begin(), taken.end(),
                                      [&](int s) { return s >= begin && s < begin + 60; });
    CHECK(within <= 60);
  }
  CHECK(taken.size() > 4 * 60);
}

TEST_CASE("wrong keys make their address wait, and in time they are forgotten") {
  FailedKeys failed;
  const FailedKeys::Time start{};
  for (int i = 0; i < 10; ++i) {
    CHECK(!failed.Wait("a", start));
    failed.Count("a", start);
  }
  CHECK(failed.Wait("a", start) == 1);
  CHECK(!failed.Wait("b", start));
  failed.Count("a", start + std::chrono::seconds(1));
  failed.Count("a", start + std::chrono::seconds(3));
  CHECK(*failed.Wait("a", start + std::chrono::seconds(3)) >= 3);
  CHECK(!failed.Wait("a", start + std::chrono::hours(1)));
  for (int i = 0; i < 20'000; ++i) failed.Count("peer" + std::to_string(i), start);
  CHECK(!failed.Wait("peer1", start));
}

TEST_CASE("new keys do not forgive what was used") {
  Keys keys(*ParseKeys(kTable, "keys.tsv"));
  const Keys::Time start{};
  CHECK(!keys.TakeCharacters("alice", 1000, start));
  keys.Replace(*ParseKeys(kTable, "keys.tsv"));
  CHECK(keys.TakeCharacters("alice", 1, start));
}

}  // namespace
}  // namespace boyin::server
