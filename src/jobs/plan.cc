#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "jobs/jobs.h"
#include "jobs/ledger.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

bool Hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// The files below a folder, by name, without hidden ones and without the outputs.
Result<std::vector<fs::path>> FilesBelow(const fs::path& top, const fs::path& outputs) {
  std::vector<fs::path> files;
  std::error_code failed;
  std::error_code ignored;
  fs::recursive_directory_iterator at(top, fs::directory_options::skip_permission_denied, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    const bool skipped = Hidden(at->path()) || fs::equivalent(at->path(), outputs, ignored);
    if (skipped && at->is_directory(ignored)) at.disable_recursion_pending();
    if (!skipped && at->is_regular_file(ignored)) files.push_back(at->path());
  }
  if (failed) return Fail(Code::kInput, top.string(), {failed.message(), failed.message()});
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<Order>> PlanOrders(const std::vector<std::string>& inputs,
                                      const fs::path& folder, std::string_view suffix) {
  std::vector<Order> orders;
  std::map<fs::path, fs::path> taken;
  const auto add = [&](const fs::path& input, const fs::path& below) -> Result<void> {
    const fs::path output = (folder / below).replace_extension(suffix);
    const auto [other, fresh] = taken.emplace(output, input);
    if (!fresh) {
      return Fail(
          Code::kUsage, output.string(),
          {fmt::format("{} and {} would both become this file", other->second.string(),
                       input.string()),
           fmt::format("{} 与 {} 会写到同一个文件", other->second.string(), input.string())},
          {"rename one of them", "请改其中一个的名字"});
    }
    orders.push_back({input, output});
    return {};
  };
  for (const std::string& input : inputs) {
    std::error_code ignored;
    const fs::path path = fs::path(input).lexically_normal();
    if (!fs::exists(path, ignored)) {
      return Fail(Code::kInput, input, {"no such file or directory", "没有这个文件或目录"});
    }
    if (!fs::is_directory(path, ignored)) {
      if (Result<void> added = add(path, path.filename()); !added) {
        return tl::unexpected(added.error());
      }
      continue;
    }
    const Result<std::vector<fs::path>> files = FilesBelow(path, folder);
    if (!files) return tl::unexpected(files.error());
    for (const fs::path& file : *files) {
      if (Result<void> added = add(file, file.lexically_relative(path)); !added) {
        return tl::unexpected(added.error());
      }
    }
  }
  return orders;
}

Result<std::vector<Order>> FailedOrders(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / ".boyin/ledger.sqlite", ignored)) {
    return Fail(Code::kInput, folder.string(),
                {"no batch has worked in this directory", "这个目录里没有做过批处理"},
                {"name its directory with -o", "请用 -o 指定批处理的输出目录"});
  }
  return Ledger::Open(folder / ".boyin").map([&](const Ledger& ledger) {
    std::vector<Order> orders;
    for (const Entry& entry : ledger.Failed()) {
      orders.push_back({entry.input, folder / entry.output});
    }
    return orders;
  });
}

}  // namespace boyin::jobs
