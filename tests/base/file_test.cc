#include "base/file.h"

#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/folder.h"

namespace fs = std::filesystem;

using boyin::Folder;

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

TEST_CASE("the name of a temporary tells what it would have become") {
  const Folder folder;
  const std::string many(82, 'x');
  const std::string han = "新闻" + many + many + many;
  for (const std::string& stem : {std::string("a"), std::string("n-0006.report"), han}) {
    const fs::path target = folder.path() / (stem.substr(0, 250) + ".mp3");
    const auto file = boyin::AtomicFile::Create(target);
    REQUIRE(file.has_value());
    CHECK(boyin::StemOfTemporary(file->temporary_path()) == boyin::TemporaryStem(target));
  }
  CHECK(boyin::TemporaryStem("a/b.report.json") == "b.report");
  for (const char* name : {"a.mp3", ".a.mp3", ".a-012345678.mp3", ".a-0123456789x.mp3",
                           ".-0123456789.mp3", ".a-0123456789-.mp3"}) {
    CHECK_FALSE(boyin::StemOfTemporary(name));
  }
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

TEST_CASE("the size of a sparse file is not believed before it is read") {
  const Folder folder;
  const fs::path path = folder.path() / "a.txt";
  REQUIRE(boyin::WriteFile(path, "x").has_value());
  fs::resize_file(path, std::uintmax_t{1} << 40U);
  const auto read = boyin::ReadFile(path);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == boyin::Code::kInput);
}

TEST_CASE("permissions are those of the file that is replaced, else what the umask leaves") {
  const Folder folder;
  const auto mode = [](const fs::path& path) {
    struct stat facts {};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 07777U;
  };
  const mode_t before = ::umask(077);
  REQUIRE(boyin::WriteFile(folder.path() / "new", "1").has_value());
  CHECK(mode(folder.path() / "new") == 0600);
  ::umask(before);
  REQUIRE(::chmod((folder.path() / "new").c_str(), 0640) == 0);
  REQUIRE(boyin::WriteFile(folder.path() / "new", "2").has_value());
  CHECK(mode(folder.path() / "new") == 0640);
}

TEST_CASE("names as long as names may be, cut nowhere inside a character") {
  const Folder folder;
  std::string name;
  for (int i = 0; i < 83; ++i) name += "报";
  for (const char* suffix : {".mp3", ".wav", ""}) {
    const fs::path path = folder.path() / (name + suffix);
    CAPTURE(path.filename().string().size());
    REQUIRE(boyin::WriteFile(path, "x").has_value());
    CHECK(boyin::ReadFile(path).value() == "x");
  }
  CHECK(folder.count() == 3);
  const auto file = boyin::AtomicFile::Create(folder.path() / (name + ".mp3"));
  REQUIRE(file.has_value());
  CHECK(file->temporary_path().extension() == ".mp3");
  CHECK(file->temporary_path().filename().string().size() <= 255);
}

TEST_CASE("devices and pipes are written through, never replaced; a link stays one") {
  const Folder folder;
  const fs::path pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::string came;
  std::thread reader([&] {
    std::ifstream in(pipe);
    came.assign(std::istreambuf_iterator<char>(in), {});
  });
  CHECK(boyin::WriteFile(pipe, "through").has_value());
  reader.join();
  CHECK(came == "through");
  CHECK(fs::is_fifo(pipe));
  // Devices of our own: a fault must not cost the machine its /dev/null.
  const fs::path null = folder.path() / "null";
  const fs::path full = folder.path() / "full";
  if (::mknod(null.c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0 &&
      ::mknod(full.c_str(), S_IFCHR | 0666, makedev(1, 7)) == 0) {
    CHECK(boyin::WriteFile(null, "gone").has_value());
    CHECK(fs::is_character_file(null));
    const auto refused = boyin::WriteFile(full, "no");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == boyin::Code::kOutput);
    CHECK(fs::is_character_file(full));
  }
  fs::remove(null);
  fs::remove(full);
  const fs::path link = folder.path() / "link";
  REQUIRE(boyin::WriteFile(folder.path() / "real", "1").has_value());
  fs::create_symlink(folder.path() / "real", link);
  CHECK(boyin::WriteFile(link, "2").has_value());
  CHECK(fs::is_symlink(link));
  CHECK(boyin::ReadFile(folder.path() / "real").value() == "2");
  CHECK(folder.count() == 3);
}

TEST_CASE("standard input may be a socket") {
  int ends[2] = {-1, -1};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  const int kept = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  REQUIRE(::write(ends[1], "hello", 5) == 5);
  ::close(ends[1]);
  CHECK(boyin::ReadStandardInput().value() == "hello");
  ::dup2(kept, STDIN_FILENO);
  ::close(kept);
  ::close(ends[0]);
}
