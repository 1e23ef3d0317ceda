#include "base/file.h"

#include <fstream>

#include <doctest/doctest.h>

namespace fs = std::filesystem;

namespace {

/// A folder of this test, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "boyin-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] long count() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("WriteFile and ReadFile") {
  const Folder folder;
  const fs::path path = folder.path() / "a.txt";
  REQUIRE(boyin::WriteFile(path, "一").has_value());
  REQUIRE(boyin::WriteFile(path, "二").has_value());
  CHECK(boyin::ReadFile(path).value() == "二");
  CHECK(folder.count() == 1);
}

TEST_CASE("what is not committed leaves nothing") {
  const Folder folder;
  {
    const auto file = boyin::AtomicFile::Create(folder.path() / "news.mp3");
    REQUIRE(file.has_value());
    CHECK(file->temporary_path().extension() == ".mp3");
    CHECK(folder.count() == 1);
  }
  CHECK(folder.count() == 0);
}

TEST_CASE("an interrupt removes what is open") {
  const Folder folder;
  const auto file = boyin::AtomicFile::Create(folder.path() / "news.mp3");
  REQUIRE(file.has_value());
  boyin::RemoveUncommittedFiles();
  CHECK(folder.count() == 0);
}

TEST_CASE("errors name the file and the kind") {
  const Folder folder;
  const auto missing = boyin::ReadFile(folder.path() / "none.txt");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == boyin::Code::kInput);
  CHECK(missing.error().what.en == "no such file");
  const auto directory = boyin::ReadFile(folder.path());
  REQUIRE_FALSE(directory.has_value());
  CHECK(directory.error().what.en == "is a directory");
  const auto nowhere = boyin::AtomicFile::Create(folder.path() / "no" / "x.mp3");
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().code == boyin::Code::kOutput);
  const auto onto_folder = boyin::AtomicFile::Create(folder.path());
  REQUIRE_FALSE(onto_folder.has_value());
  CHECK(onto_folder.error().code == boyin::Code::kOutput);
}

TEST_CASE("a file over the limit is refused") {
  const Folder folder;
  const fs::path path = folder.path() / "a.txt";
  REQUIRE(boyin::WriteFile(path, std::string(100'000, 'x')).has_value());
  CHECK_FALSE(boyin::ReadFile(path, 70'000).has_value());
}
