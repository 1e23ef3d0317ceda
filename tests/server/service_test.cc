#include "server/service.h"

#include <array>
#include <filesystem>
#include <future>

#include <doctest/doctest.h>
#include <unistd.h>

namespace boyin::server {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() : path(fs::temp_directory_path() / ("boyin-service-" + std::to_string(::getpid()))) {}
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

TEST_CASE("what waits for the disk does not wait behind files that take long to read") {
  const Folder folder;
  Options options;
  options.folder = folder.path;
  options.user_lexicon = folder.path / "own.tsv";
  options.width = 1;
  options.voices = {*voice::Find("anchor-f", {})};
  options.lexicon = [] { return lexicon::Lexicon{}; };
  options.engine = {"/bin/false"};
  options.reader = {"/bin/sleep", "3"};        // it reads nothing, and answers nothing
  std::array<std::promise<int>, 4> documents;  // longer than the service, whose threads answer
  std::promise<int> lexicon;
  const auto service = Service::Open(options, {});
  REQUIRE(service);
  const auto ask = [&](const char* method, const char* path, std::promise<int>& status) {
    Request request;
    request.method = method;
    request.path = path;
    request.caller = "a";
    request.body = "x";
    request.headers = {{"x-filename", "a.txt"}};
    (*service)->Handle(std::move(request),
                       [&status](const Reply& reply) { status.set_value(reply.status); });
  };
  for (std::promise<int>& status : documents) ask("POST", "/v1/documents", status);
  ask("GET", "/v1/lexicon", lexicon);
  CHECK(lexicon.get_future().get() == 200);
  // None of them can have been answered before the program above has ended.
  for (std::promise<int>& status : documents) {
    CHECK(status.get_future().wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  }
}

}  // namespace
}  // namespace boyin::server
