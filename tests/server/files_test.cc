#include "server/http/files.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "server/http/open_file.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with the test.
struct Folder {
  Folder() : path(fs::temp_directory_path() / ("boyin-files-" + std::to_string(::getpid()))) {
    fs::create_directories(path / "inside" / ".hidden");
    std::ofstream(path / "inside" / "a.mp3") << "0123456789";
    std::ofstream(path / "inside" / ".hidden" / "b.mp3") << "x";
    std::ofstream(path / "secret.txt") << "secret";
    fs::create_symlink(path / "secret.txt", path / "inside" / "link.txt");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

TEST_CASE("ranges") {
  using Range = std::optional<ByteRange>;
  const auto range = [](std::string_view field) { return ParseRange(field, 10); };
  CHECK(range("bytes=0-0") == Range({0, 1}));
  CHECK(range("bytes=2-5") == Range({2, 6}));
  CHECK(range("bytes=2-") == Range({2, 10}));
  CHECK(range("bytes=2-99") == Range({2, 10}));
  CHECK(range("bytes=-3") == Range({7, 10}));
  CHECK(range("bytes=-99") == Range({0, 10}));
  CHECK(range("bytes=0-18446744073709551615") == Range({0, 10}));
  // Outside of the file.
  CHECK(range("bytes=10-") == Range({10, 10}));
  CHECK(range("bytes=99-100") == Range({10, 10}));
  CHECK(range("bytes=-0") == Range({10, 10}));
  CHECK(ParseRange("bytes=0-0", 0) == Range({0, 0}));
  // No range of ours: the whole is sent.
  for (const char* other :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "items=0-1",
        "bytes=+1-2", "bytes= 1-2", "bytes=1-2 ", "bytes=0-18446744073709551616"}) {
    CAPTURE(other);
    CHECK_FALSE(range(other).has_value());
  }
}

TEST_CASE("a file as a reply") {
  const Folder folder;
  const fs::path file = folder.path / "inside" / "a.mp3";
  const auto ask = [&](Fields headers) {
    Request request;
    request.headers = std::move(headers);
    return FileReply(request, file);
  };
  const Reply whole = ask({});
  CHECK(whole.status == 200);
  CHECK(whole.type == "audio/mpeg");
  CHECK(whole.file->size == 10);
  const std::string tag = whole.headers.front().second;
  CHECK(ask({{"if-none-match", tag}}).status == 304);
  CHECK(ask({{"if-none-match", "W/\"x\", " + tag}}).status == 304);
  CHECK(ask({{"if-none-match", "\"other\""}}).status == 200);
  const Reply part = ask({{"range", "bytes=2-5"}});
  CHECK(part.status == 206);
  CHECK(part.file->begin == 2);
  CHECK(part.file->size == 4);
  CHECK(part.headers.back().second == "bytes 2-5/10");
  CHECK(ask({{"range", "bytes=2-5"}, {"if-range", tag}}).status == 206);
  CHECK(ask({{"range", "bytes=2-5"}, {"if-range", "\"old\""}}).status == 200);
  CHECK(ask({{"range", "bytes=10-"}}).status == 416);
  CHECK(FileReply({}, folder.path / "none").status == 404);
  CHECK(FileReply({}, folder.path).status == 404);
}

TEST_CASE("a reply is of the file that was there when it was asked for") {
  const Folder folder;
  const fs::path file = folder.path / "inside" / "a.mp3";
  const Reply reply = FileReply({}, file);
  std::ofstream(folder.path / "new") << "abcdefghij";
  fs::rename(folder.path / "new", file);
  std::string bytes(10, ' ');
  REQUIRE(::pread(reply.file->file->fd(), bytes.data(), bytes.size(), 0) == 10);
  CHECK(bytes == "0123456789");
  CHECK(FileReply({}, folder.path / "inside" / "link.txt").status == 404);
}

TEST_CASE("only files below the folder are served") {
  const Folder folder;
  const fs::path inside = folder.path / "inside";
  CHECK(FileBelow(inside, "a.mp3") == fs::canonical(inside / "a.mp3"));
  CHECK(FileBelow(folder.path, "inside/a.mp3").has_value());
  for (const char* name : {"../secret.txt", "link.txt", ".hidden/b.mp3", "", ".", "..",
                           "a.mp3/../a.mp3", "./a.mp3", "/etc/passwd", "none", "a.mp3/"}) {
    CAPTURE(name);
    CHECK_FALSE(FileBelow(inside, name).has_value());
  }
  CHECK_FALSE(FileBelow(folder.path, "inside").has_value());
}

}  // namespace
}  // namespace boyin::server
