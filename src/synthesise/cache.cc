#include "synthesise/cache.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/subprocess.h"
#include "synthesise/wire.h"

namespace boyin::synthesise {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashBytes = 32;
constexpr std::string_view kSuffix = ".clip";
constexpr auto kAbandoned = std::chrono::hours(1);  // no write of a clip lasts as long

fs::path PathOf(const fs::path& folder, const std::string& key) {
  return folder / key.substr(0, 2) / (key.substr(2) + std::string(kSuffix));
}

struct Kept {
  fs::path path;
  fs::file_time_type used;
  std::uintmax_t bytes = 0;
};

/// What lies in the folder. Temporaries of writers that died are removed; others' removals while we
/// look are no fault.
std::vector<Kept> List(const fs::path& folder) {
  std::vector<Kept> all;
  std::error_code failed;
  std::error_code gone;
  const auto long_ago = fs::file_time_type::clock::now() - kAbandoned;
  fs::recursive_directory_iterator at(folder, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    if (!at->is_regular_file(gone)) continue;
    Kept kept{at->path(), at->last_write_time(gone), 0};
    if (gone) continue;
    kept.bytes = at->file_size(gone);
    if (gone) continue;
    if (kept.path.extension() == kSuffix) {
      all.push_back(std::move(kept));
    } else if (kept.used < long_ago) {
      fs::remove(kept.path, gone);
    }
  }
  return all;
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

/// Beside its place, then into it. Without fsync: the hash tells what a power cut leaves.
bool Put(const fs::path& path, std::string_view hash, std::string_view body) {
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  std::string pattern = (path.parent_path() / ".new-XXXXXX").string();
  const Fd file(::mkostemp(pattern.data(), O_CLOEXEC));
  if (file.get() < 0) return false;
  const bool whole = WriteAll(file.get(), hash) && WriteAll(file.get(), body) &&
                     ::rename(pattern.c_str(), path.c_str()) == 0;
  if (!whole) ::unlink(pattern.c_str());
  return whole;
}

}  // namespace

struct ClipCache::State {
  explicit State(CacheOptions given) : options(std::move(given)) {}

  void Count() {
    std::uintmax_t sum = 0;
    for (const Kept& kept : List(options.folder)) sum += kept.bytes;
    bytes = sum;
  }

  /// Down to nine tenths of what is allowed, counted anew: other processes write here too.
  void Trim() {
    const std::unique_lock lock(trimming, std::try_to_lock);
    if (!lock) return;
    std::vector<Kept> all = List(options.folder);
    std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return a.used < b.used; });
    std::uintmax_t sum = 0;
    for (const Kept& kept : all) sum += kept.bytes;
    const std::uintmax_t goal = options.most_bytes / 10 * 9;
    std::error_code gone;
    for (const Kept& kept : all) {
      if (sum <= goal) break;
      fs::remove(kept.path, gone);
      sum -= kept.bytes;
    }
    bytes = sum;
  }

  const CacheOptions options;
  std::once_flag counted;
  std::atomic<std::uintmax_t> bytes{0};  // of the folder, as far as this process knows
  std::mutex trimming;
};

ClipCache::ClipCache(const CacheOptions& options) : state_(std::make_shared<State>(options)) {}

bool ClipCache::Keeps(const std::string& engine) const {
  return state_->options.fast_engines || !IsInstant(engine);
}

std::optional<Clip> ClipCache::Find(const std::string& key) const {
  const fs::path path = PathOf(state_->options.folder, key);
  const Result<std::string> bytes = ReadFile(path, kMaxMessageBytes);
  if (!bytes) return std::nullopt;
  std::optional<Result<Clip>> clip;
  if (bytes->size() > kHashBytes) {
    const std::string_view body = std::string_view(*bytes).substr(kHashBytes);
    if (bytes->starts_with(ContentHash(key + ContentHash(body)))) clip = wire::DecodeClip(body);
  }
  if (!clip || !*clip) {
    std::error_code gone;
    fs::remove(path, gone);
    return std::nullopt;
  }
  ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used now
  return std::move(**clip);
}

void ClipCache::Keep(const std::string& key, const Clip& clip) {
  const std::string body = wire::EncodeClip(clip);
  std::call_once(state_->counted, [this] { state_->Count(); });
  if (!Put(PathOf(state_->options.folder, key), ContentHash(key + ContentHash(body)), body)) return;
  state_->bytes += kHashBytes + body.size();
  if (state_->bytes > state_->options.most_bytes) state_->Trim();
}

}  // namespace boyin::synthesise
