#include "reader/reader.h"

#include <filesystem>
#include <thread>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "paths.h"

namespace boyin::reader {
namespace {

/// A sanitizer's own calls are more than the sandbox grants: its builds have none.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::string_view kArticle = "市委书记昨天出席会议并讲话。";

Reader Product() { return Reader({.command = {test::BuildPath("boyin-reader")}}); }

/// The reader of hostile_main.cc.
Reader Hostile(std::chrono::seconds patience = 60s, std::size_t memory_mb = 1024) {
  return Reader({.command = {test::BuildPath("test_hostile_reader")},
                 .memory_mb = memory_mb,
                 .patience = patience});
}

std::string TextOf(const Result<intake::Document>& document) {
  return document ? document->text : "refused: " + document.error().what.en;
}

bool IsHostile(const Result<intake::Document>& document) {
  return !document && document.error().code == Code::kInput &&
         document.error().where == "odd.txt" &&
         document.error().what.en.find("hostile") != std::string::npos;
}

}  // namespace

TEST_CASE("what is read in the sandbox is what is read outside") {
  const Reader reader = Product();
  std::size_t files = 0;
  for (const char* folder :
       {"tests/intake/pages", "tests/fuzz/corpus", "seeds", "../shared/bench/intake"}) {
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(test::SourcePath(folder), failed)) {
      if (!entry.is_regular_file()) continue;
      const Result<std::string> bytes = ReadFile(entry.path());
      REQUIRE(bytes.has_value());
      const std::string name = entry.path().filename().string();
      CAPTURE(entry.path().string());
      const Result<intake::Collection> inside = reader.ReadAll(*bytes, name, {});
      const Result<intake::Collection> outside = intake::ReadAll(*bytes, name, {});
      REQUIRE(inside.has_value() == outside.has_value());
      if (inside) {
        CHECK(inside->documents == outside->documents);
        CHECK(inside->refused == outside->refused);
      } else {
        CHECK(inside.error() == outside.error());
      }
      const Result<std::vector<std::string>> members = reader.MembersOf(*bytes, name);
      const Result<std::vector<std::string>> expected = intake::MembersOf(*bytes, name);
      REQUIRE(members.has_value() == expected.has_value());
      if (members) CHECK(*members == *expected);
      const Result<intake::Feed> feed = reader.ReadFeed(*bytes, name, {});
      CHECK(feed.has_value() == intake::ReadFeed(*bytes, name, {}).has_value());
      ++files;
    }
  }
  CHECK(files > 30);
}

TEST_CASE("one document of an archive, a text whatever it looks like, a forced character set") {
  const Reader reader = Product();
  CHECK(TextOf(reader.ReadText("<p>你好</p>", "a.html", {})) == "<p>你好</p>");
  CHECK(TextOf(reader.Read("\xC4\xE3\xBA\xC3", "a.txt", {"GB18030", {}})) == "你好");
  CHECK_FALSE(reader.Read("", "a.txt", {}).has_value());
}

TEST_CASE("a process that a file has taken over gets nowhere" * doctest::skip(kSanitized)) {
  const Reader reader = Hostile();
  for (const char* call : {"socket", "connect", "write", "exec", "fork", "trace", "code"}) {
    CAPTURE(call);
    CHECK(IsHostile(reader.Read(call, "odd.txt", {})));
    CHECK(TextOf(reader.Read(kArticle, "good.txt", {})) == kArticle);
  }
  CHECK_FALSE(fs::exists("/tmp/boyin-hostile"));
  // Libraries may ask in good faith: they are told no.
  for (const char* call : {"open", "signal"}) {
    CAPTURE(call);
    CHECK(TextOf(reader.Read(call, "odd.txt", {})) == "Operation not permitted");
  }
  CHECK(TextOf(reader.Read("home", "odd.txt", {})) == "[TZ=UTC0]");  // no variable of ours
}

TEST_CASE("a file that breaks its process fails alone, and is named" * doctest::skip(kSanitized)) {
  const Reader reader = Hostile(1s, 512);
  for (const char* way :
       {"crash", "abort", "spin", "eat", "silence", "nonsense", "climb", "claim"}) {
    CAPTURE(way);
    const Result<intake::Document> broken = reader.Read(way, "odd.txt", {});
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().code == Code::kInput);
    CHECK(broken.error().where == "odd.txt");
    CHECK_FALSE(broken.error().mend.zh.empty());
    CHECK(TextOf(reader.Read(kArticle, "good.txt", {})) == kArticle);
  }
  // What a file leaves behind is not counted against the next one.
  CHECK(TextOf(reader.Read("fill", "odd.txt", {})) == "fill");
  CHECK(TextOf(reader.Read(kArticle, "good.txt", {})) == kArticle);
}

TEST_CASE("a process reads many files, but not for ever, and threads do not share one") {
  const Reader reader({.command = {test::BuildPath("test_hostile_reader")}, .most_files = 3});
  std::vector<std::string> pids;
  for (int i = 0; i < 6; ++i) pids.push_back(TextOf(reader.Read("pid", "a.txt", {})));
  CHECK(pids[0] == pids[2]);
  CHECK(pids[2] != pids[3]);
  CHECK(pids[3] == pids[5]);
  std::vector<std::string> texts(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& text : texts) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) text = TextOf(reader.Read(kArticle, "a.txt", {}));
      });
    }
  }
  for (const std::string& text : texts) CHECK(text == kArticle);
}

TEST_CASE("large files go through, too large ones are refused") {
  const Reader reader = Product();
  std::string book;
  while (book.size() < 20'000'000) book += std::string(kArticle) + '\n';
  const Result<intake::Document> document = reader.Read(book, "book.txt", {});
  REQUIRE(document.has_value());
  CHECK(document->text == book);
  const Result<intake::Document> refused =
      reader.Read(std::string(kMostInputBytes + 1, 'a'), "book.txt", {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().what.en == "is longer than 256 MB");
}

TEST_CASE("without its program nothing is read, least of all outside") {
  const Reader reader({.command = {"/nonexistent/boyin-reader"}});
  const Result<intake::Document> document = reader.Read(kArticle, "a.txt", {});
  REQUIRE_FALSE(document.has_value());
  CHECK(document.error().code == Code::kOther);
  CHECK(document.error().where == "/nonexistent/boyin-reader");
}

}  // namespace boyin::reader
