#include <csignal>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "encode/encode.h"
#include "encode/folder.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

constexpr std::array kAll = {Format::kMp3,  Format::kM4a, Format::kOpus, Format::kOgg,
                             Format::kFlac, Format::kWav, Format::kMp2};

const produce::Programme& Programme() {
  static const produce::Programme programme =
      signals::MakeProgramme(12, *produce::FindProfile("podcast"));
  return programme;
}

/// No file may grow past `bytes`: the nearest thing to a full disk that needs no rights.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : old_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const struct rlimit small { bytes, before_.rlim_max };
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, old_);
  }

 private:
  struct rlimit before_ {};
  void (*old_)(int);
};

TEST_CASE("a disk that fills up is an error of the output, and nothing is left behind") {
  for (const Format format : kAll) {
    // From the first byte to almost the last one.
    for (const rlim_t bytes : {rlim_t{0}, rlim_t{1000}, rlim_t{30000}}) {
      const Folder folder;
      const std::filesystem::path path = folder.path() / FormatName(format);
      REQUIRE(Programme().samples() > 0);
      const SmallDisk disk(bytes);
      const Result<Certificate> made = Encode(Programme(), {.format = format}, {}, path);
      CAPTURE(FormatName(format));
      CAPTURE(bytes);
      REQUIRE(!made);
      CHECK(made.error().code == Code::kOutput);
      CHECK(made.error().where == path.string());
      CHECK(!made.error().mend.zh.empty());
      CHECK(folder.files() == 0);
    }
  }
}

TEST_CASE("a folder that is not there, or may not be written, is an error of the output") {
  const Folder folder;
  const std::filesystem::path missing = folder.path() / "no" / "a.mp3";
  CHECK(Encode(Programme(), {}, {}, missing).error().code == Code::kOutput);
  CHECK(Encode(Programme(), {}, {}, missing).error().where == missing.string());
  CHECK(Encode(Programme(), {}, {}, folder.path()).error().code == Code::kOutput);
  if (::geteuid() == 0) return;  // root may write everywhere
  ::chmod(folder.path().c_str(), 0500);
  CHECK(Encode(Programme(), {}, {}, folder.path() / "a.mp3").error().code == Code::kOutput);
  ::chmod(folder.path().c_str(), 0700);
}

TEST_CASE("a failure leaves the file that was there before") {
  const Folder folder;
  const std::filesystem::path path = folder.path() / "a.mp3";
  REQUIRE(WriteFile(path, "before"));
  {
    const SmallDisk disk(5000);
    REQUIRE(!Encode(Programme(), {}, {}, path));
  }
  CHECK(ReadFile(path).value() == "before");
  CHECK(folder.files() == 1);
}

TEST_CASE("settings that do not go together are refused before anything is written") {
  const Folder folder;
  const auto refused =
      Encode(Programme(), {.format = Format::kMp3, .sample_rate_hz = 22050, .bitrate_kbps = 320},
             {}, folder.path() / "a.mp3");
  CHECK(refused.error().code == Code::kUsage);
  CHECK(folder.files() == 0);
}

}  // namespace
}  // namespace boyin::encode
