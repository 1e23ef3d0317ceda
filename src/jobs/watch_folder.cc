#include "jobs/watch_folder.h"

#include <algorithm>
#include <cerrno>
#include <set>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "jobs/ledger.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDone = "done";
constexpr const char* kFailed = "failed";

/// Whether a process on this machine has the file open for writing: then the kernel grants no
/// lease.
bool BeingWritten(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return false;  // the reader reports why it cannot be opened
  const bool writer = ::fcntl(file, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
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
    const auto [seen, fresh] = seen_.emplace(path, Seen{stamp.size, stamp.changed_ns, now, false});
    Seen& known = seen->second;
    if (known.size != stamp.size || known.changed_ns != stamp.changed_ns) {
      known = {stamp.size, stamp.changed_ns, now, false};
    }
    if (known.stuck || now - known.since < quiet_ || BeingWritten(path)) continue;
    arrived.emplace_back(stamp.changed_ns, path);
  }
  std::erase_if(seen_, [&](const auto& entry) { return !present.contains(entry.first); });
  std::sort(arrived.begin(), arrived.end());
  std::vector<Order> orders;
  std::set<std::string> lease;
  for (const auto& [changed, path] : arrived) {
    if (most == 0) break;
    const fs::path output = (outputs_ / path.lexically_relative(folder_)).replace_extension(suffix);
    std::vector<Order> more = Unpacked({path.string(), output.string()});
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
                {fmt::format("cannot be moved to {}: {}", goal.string(), error.message()),
                 fmt::format("不能移到 {}：{}", goal.string(), error.message())},
                {"let boyin write to the drop folder", "请让 boyin 可以写投稿目录"});
  }
  seen_.erase(input);
  if (!failed) return {};
  return WriteFile(goal.string() + ".reason.txt", ReasonText(outcome.error));
}

}  // namespace boyin::jobs
