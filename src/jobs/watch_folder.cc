#include "jobs/watch_folder.h"

#include <algorithm>
#include <cerrno>
#include <set>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "base/message.h"
#include "jobs/ledger.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDone = "done";
constexpr const char* kFailed = "failed";
constexpr int kUnknownFactor = 10;
constexpr int kPauseFactor = 3;

enum class Writer { kNone, kSome, kUnknown };

/// Whether a process on this machine has the file open for writing: then the kernel grants no
/// lease. It grants none of another user's file either, unless to root, and on some file systems
/// none at all: then nobody knows.
Writer WriterOf(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return Writer::kNone;  // the reader reports why it cannot be opened
  Writer writer = Writer::kNone;
  if (::fcntl(file, F_SETLEASE, F_RDLCK) != 0) {
    writer = errno == EAGAIN ? Writer::kSome : Writer::kUnknown;
  }
  ::close(file);  // and the lease with it
  return writer;
}

/// A name in the folder that nothing has yet, not even a link to nothing: NAME, NAME~2, …
fs::path FreeName(const fs::path& wanted) {
  std::error_code ignored;
  fs::path path = wanted;
  for (int count = 2; fs::exists(fs::symlink_status(path, ignored)); ++count) {
    path = wanted.parent_path() /
           fmt::format("{}~{}{}", wanted.stem().string(), count, wanted.extension().string());
  }
  return path;
}

std::string ReasonText(const Error& error) {
  const std::string where = error.where.empty() ? "" : error.where + ": ";
  return fmt::format("{}{}\n{}\n{}{}\n{}\n", where, error.what.zh, error.mend.zh, where,
                     error.what.en, error.mend.en);
}

}  // namespace

std::vector<Order> WatchFolder::Arrived(std::string_view suffix, std::size_t most) {
  const auto now = std::chrono::steady_clock::now();
  std::error_code ignored;
  std::set<fs::path> present;
  std::vector<std::pair<std::int64_t, fs::path>> arrived;
  fs::recursive_directory_iterator at(folder_, fs::directory_options::skip_permission_denied,
                                      ignored);
  for (; at != fs::recursive_directory_iterator(); at.increment(ignored)) {
    const fs::path& path = at->path();
    const std::string name = path.filename().string();
    const bool ours = at.depth() == 0 && (name == kDone || name == kFailed);
    const bool skipped = ours || name.starts_with('.') || fs::equivalent(path, outputs_, ignored);
    if (skipped && at->is_directory(ignored)) at.disable_recursion_pending();
    if (skipped || !at->is_regular_file(ignored)) continue;
    present.insert(path);
    const Stamp stamp = StampOf(path);
    Seen& known = seen_.try_emplace(path, Seen{stamp.size, stamp.changed_ns, now}).first->second;
    if (known.size != stamp.size || known.changed_ns != stamp.changed_ns) {
      const auto pause = std::max(known.longest_pause, now - known.since);
      known = {stamp.size, stamp.changed_ns, now, pause};
    }
    const auto still = now - known.since;
    if (known.stuck || still < quiet_) continue;
    const Writer writer = WriterOf(path);
    if (writer == Writer::kSome) continue;
    const auto patience = std::max<std::chrono::steady_clock::duration>(
        kUnknownFactor * quiet_, kPauseFactor * known.longest_pause);
    if (writer == Writer::kUnknown && still < patience) continue;
    arrived.emplace_back(stamp.changed_ns, path);
  }
  std::erase_if(seen_, [&](const auto& entry) { return !present.contains(entry.first); });
  std::sort(arrived.begin(), arrived.end());
  std::vector<Order> orders;
  std::set<std::string> lease;
  const auto top = std::make_shared<const fs::path>(folder_);
  for (const auto& [changed, path] : arrived) {
    if (most == 0) break;
    const fs::path output = (outputs_ / path.lexically_relative(folder_)).replace_extension(suffix);
    std::vector<Order> more;
    if (LeadsOut(folder_, path)) {
      more.push_back({path.string(), output.string(), {}, true});
    } else {
      more = Unpacked({path.string(), output.string(), {}, false, top}, reader_);
    }
    const bool free = std::none_of(
        more.begin(), more.end(), [&](const Order& order) { return lease.contains(order.output); });
    if (!free) continue;
    --most;
    for (Order& order : more) {
      lease.insert(order.output);
      orders.push_back(std::move(order));
    }
  }
  return orders;
}

Result<void> WatchFolder::Archive(const Outcome& outcome) {
  const fs::path input = outcome.order.input;
  const bool failed = outcome.state == State::kFailed;
  const fs::path goal =
      FreeName(folder_ / (failed ? kFailed : kDone) / input.lexically_relative(folder_));
  std::error_code error;
  fs::create_directories(goal.parent_path(), error);
  if (!error) fs::rename(input, goal, error);
  if (error) {
    if (const auto seen = seen_.find(input); seen != seen_.end()) seen->second.stuck = true;
    return Fail(Code::kOutput, input.string(),
                Translated("cannot be moved to {}: {}", goal.string(), error.message()),
                Translated("let boyin write to the drop folder"));
  }
  seen_.erase(input);
  if (!failed) return {};
  return WriteFile(goal.string() + ".reason.txt", ReasonText(outcome.error));
}

}  // namespace boyin::jobs
