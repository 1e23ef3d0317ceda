#include "synthesise/cache.h"

#include <chrono>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/hash.h"
#include "paths.h"
#include "synthesise/plans.h"
#include "synthesise/pool.h"

namespace boyin::synthesise {
namespace {

namespace fs = std::filesystem;

/// A folder of its own that goes with the test.
struct Folder {
  Folder() : path(fs::temp_directory_path() / ("boyin-cache-" + std::to_string(::getpid()))) {
    fs::remove_all(path);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  [[nodiscard]] std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    if (!fs::exists(path)) return files;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }
  fs::path path;
};

Clip ClipOf(std::size_t samples, float value) {
  return {22050, std::vector<float>(samples, value), {{0, 0}, {1, 4}}};
}

TEST_CASE("what is kept comes back exactly, in this object and in the next") {
  const Folder folder;
  const std::string key = ContentHash("a");
  ClipCache cache({folder.path});
  CHECK_FALSE(cache.Find(key));
  CHECK(folder.Files().empty());
  cache.Keep(key, ClipOf(5, 0.1F));
  CHECK(cache.Find(key) == ClipOf(5, 0.1F));
  CHECK(ClipCache({folder.path}).Find(key) == ClipOf(5, 0.1F));
  CHECK_FALSE(cache.Find(ContentHash("b")));
}

TEST_CASE("a spoiled, shortened or misnamed clip is not given out, and is removed") {
  const Folder folder;
  const std::string key = ContentHash("a");
  ClipCache cache({folder.path});
  for (const int spoil : {0, 1, 2, 3}) {
    CAPTURE(spoil);
    cache.Keep(key, ClipOf(50, 0.1F));
    const fs::path file = folder.Files().at(0);
    std::string asked = key;
    if (spoil == 0) fs::resize_file(file, fs::file_size(file) - 1);
    if (spoil == 1) fs::resize_file(file, 0);
    if (spoil == 2) {
      std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
      bytes.seekp(-3, std::ios::end).put('x');
    }
    if (spoil == 3) {
      asked = ContentHash("other");
      const fs::path other = folder.path / asked.substr(0, 2) / (asked.substr(2) + ".clip");
      fs::create_directories(other.parent_path());
      fs::rename(file, other);
    }
    CHECK_FALSE(cache.Find(asked));
    CHECK(folder.Files().empty());
  }
}

TEST_CASE("it stays within its bound, and what was used last stays") {
  const Folder folder;
  const std::size_t samples = 10'000;  // 40 kB
  ClipCache cache({folder.path, 400'000});
  const std::string first = ContentHash("first");
  cache.Keep(first, ClipOf(samples, 0.5F));
  for (int i = 0; i < 30; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // times of use differ
    CHECK(cache.Find(first));
    cache.Keep(ContentHash(std::to_string(i)), ClipOf(samples, 0.5F));
    std::uintmax_t sum = 0;
    for (const fs::path& file : folder.Files()) sum += fs::file_size(file);
    CHECK(sum <= 400'000);
  }
  CHECK_FALSE(cache.Find(ContentHash("0")));
  CHECK(cache.Find(ContentHash("29")));
}

TEST_CASE("several writers and a small bound: every clip that is found is right") {
  const Folder folder;
  std::vector<std::jthread> threads;
  std::atomic<int> wrong{0};
  std::atomic<int> found{0};
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      ClipCache cache({folder.path, 200'000});  // each its own: as processes have
      for (int i = 0; i < 200; ++i) {
        const int which = (i * 7 + thread) % 20;
        const std::string key = ContentHash(std::to_string(which));
        const Clip right = ClipOf(4'000, static_cast<float>(which));
        if (const auto clip = cache.Find(key)) {
          ++found;
          wrong += *clip == right ? 0 : 1;
        } else {
          cache.Keep(key, right);
        }
      }
    });
  }
  threads.clear();
  CHECK(wrong == 0);
  CHECK(found > 0);
}

TEST_CASE("a pool speaks a sentence once, wherever in a text it stands") {
  const Folder folder;
  const voice::Voice voice = VoiceNamed("anchor-f");
  PoolOptions options;
  options.command = {test::BuildPath("test_worker"), "serve"};
  options.cache = CacheOptions{folder.path, 1 << 30, true};
  prosody::Plan plan = PlanOf("ni3 hao3");
  const Result<Clip> first = Pool::Start(options)->Speak(voice, plan);
  REQUIRE(first);
  std::get<prosody::SyllableUnit>(plan.units.front()).spoken = {100, 103};
  Result<Pool> pool = Pool::Start(options);
  CHECK(pool->Speak(voice, plan) == first);
  CHECK(pool->tally() == Tally{0, 1});
  CHECK(pool->Speak(voice, PlanOf("ni2 hao3")) != first);
  CHECK(pool->tally() == Tally{1, 1});
}

TEST_CASE("a fast engine's sentences are kept only on request") {
  const Folder folder;
  ClipCache cache({folder.path});
  CHECK_FALSE(cache.Keeps("espeak"));
  CHECK(cache.Keeps("kokoro"));
  CHECK(ClipCache({folder.path, 1, true}).Keeps("espeak"));
}

}  // namespace
}  // namespace boyin::synthesise
