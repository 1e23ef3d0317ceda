#include "base/file_claims.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/folder.h"

namespace boyin {
namespace {

namespace fs = std::filesystem;

TEST_CASE("an output is no input, by whatever name") {
  const Folder folder;
  const fs::path input = folder.path() / "a.txt";
  REQUIRE(WriteFile(input, "一"));
  fs::create_symlink(input, folder.path() / "link.txt");
  fs::create_hard_link(input, folder.path() / "same.txt");
  FileClaims claims;
  claims.Read(input);
  for (const char* name : {"a.txt", "./a.txt", "link.txt", "same.txt", "../a.txt"}) {
    fs::path path = folder.path() / name;
    if (std::string_view(name).starts_with("..")) path = folder.path() / "." / "." / "a.txt";
    CAPTURE(path);
    const Result<void> written = claims.Write(path);
    REQUIRE_FALSE(written);
    CHECK(written.error().code == Code::kUsage);
    CHECK(written.error().what.en.find("a.txt") != std::string::npos);
  }
  CHECK(claims.Write(folder.path() / "b.txt"));
}

TEST_CASE("two outputs are two files") {
  const Folder folder;
  FileClaims claims;
  CHECK(claims.Write(folder.path() / "a.mp3"));
  CHECK(claims.Write(folder.path() / "a.json"));
  CHECK_FALSE(claims.Write(folder.path() / "x" / ".." / "a.json"));
  // Standard output, devices and pipes take any number.
  for (const char* name : {"-", "/dev/null"}) {
    CHECK(claims.Write(name));
    CHECK(claims.Write(name));
  }
}

}  // namespace
}  // namespace boyin
