// Sentences kept from one run to the next: the sound of a plan under a name for all it depends on.
//
//   ClipCache cache({"archive/.boyin/sentences"});
//   std::optional<Clip> clip = cache.Find(ClipKey(voice, plan));
//   if (!clip) cache.Keep(ClipKey(voice, plan), *(clip = Speak(plan)));
//
// A folder of files, FOLDER/ab/cdef….clip: a hash over name and content, then the clip. They appear
// whole (renamed into place), what a crash spoiled is seen by its hash and made again, the ones
// longest unused go first. Any number of processes, on any number of machines, may share a folder.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "synthesise/synthesise.h"

namespace boyin::synthesise {

struct CacheOptions {
  std::filesystem::path folder;
  std::uintmax_t most_bytes = std::uintmax_t{1} << 30U;
  bool fast_engines = false;  ///< eSpeak's too, which speaks as fast as a disk reads
};

/// Thread-safe. It never fails: what cannot be kept is made again.
class ClipCache {
 public:
  /// The folder is made when something is kept, and not looked through before.
  explicit ClipCache(const CacheOptions& options);

  /// The clip exactly as it was kept. What is spoiled is removed.
  [[nodiscard]] std::optional<Clip> Find(const std::string& key) const;
  void Keep(const std::string& key, const Clip& clip);

  /// Whether this engine is so slow that its sentences are kept.
  [[nodiscard]] bool Keeps(const std::string& engine) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boyin::synthesise
