#include "jobs/job_key.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

class KeyFile {
 public:
  explicit KeyFile(const std::string& text, fs::perms mode = fs::perms::owner_read)
      : path_(fs::temp_directory_path() / ("boyin-key-" + std::to_string(::getpid()))) {
    std::ofstream(path_) << text;
    fs::permissions(path_, mode);
  }
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;
  ~KeyFile() { fs::remove(path_); }
  [[nodiscard]] Result<JobKey> Read() const { return JobKey::Read(path_); }

 private:
  fs::path path_;
};

const std::string kSecret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

TEST_CASE("a job that is signed is as it was given") {
  const Result<JobKey> key = KeyFile(kSecret + "\n").Read();
  REQUIRE(key);
  const Job job{"id1", "espeak", R"({"input":"in/a.txt"})"};
  const Job sent = key->Sign(job);
  CHECK(sent.id == job.id);
  CHECK(sent.engine == job.engine);
  // HMAC-SHA-512, its first 32 bytes, by Python:
  // hmac.new(bytes(range(32)), b'id1\0espeak\0{"input":"in/a.txt"}', 'sha512').hexdigest()[:64]
  CHECK(sent.body ==
        "ad641efdf64127c436a7627de14d3a7124526481dbc897f2121fa13bd4f56f53\n" + job.body);
  CHECK(key->Verify(sent) == job);
}

TEST_CASE("a job that another made, or changed, is refused") {
  const Result<JobKey> key = KeyFile(kSecret).Read();
  const Result<JobKey> other = KeyFile(std::string(64, '1')).Read();
  REQUIRE(key);
  REQUIRE(other);
  const Job job{"id1", "espeak", "{}"};
  const Job sent = key->Sign(job);
  CHECK_FALSE(other->Verify(sent));
  CHECK_FALSE(key->Verify(job));
  CHECK_FALSE(key->Verify({"id1", "espeak", ""}));
  CHECK_FALSE(key->Verify({"id2", "espeak", sent.body}));
  CHECK_FALSE(key->Verify({"id1", "kokoro", sent.body}));
  for (std::size_t at = 0; at < sent.body.size(); ++at) {
    Job changed = sent;
    changed.body[at] = changed.body[at] == '0' ? '1' : '0';
    CHECK_FALSE(key->Verify(changed));
  }
  CHECK_FALSE(key->Verify({"id1", "espeak", sent.body + " "}));
  CHECK(key->Verify(job).error().where == "id1");
}

TEST_CASE("a key is 64 hexadecimal digits that not everybody may read") {
  for (const char* text : {"", "\n", "00", "zz"}) CHECK_FALSE(KeyFile(text).Read());
  CHECK_FALSE(KeyFile(kSecret + "00").Read());
  CHECK_FALSE(KeyFile(kSecret.substr(1) + "g").Read());
  CHECK_FALSE(KeyFile(kSecret, fs::perms::owner_read | fs::perms::others_read).Read());
  CHECK(KeyFile(kSecret, fs::perms::owner_read | fs::perms::group_read).Read());
  CHECK_FALSE(JobKey::Read("/nowhere/key"));
}

}  // namespace
}  // namespace boyin::jobs
