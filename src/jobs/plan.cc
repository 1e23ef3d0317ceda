#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/file.h"
#include "intake/intake.h"
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

bool IsZip(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return suffix == ".zip";
}

/// The order that an entry was written down for: day.zip/sub/news.txt is a member where day.zip is
/// a file.
Order OrderOf(const Entry& entry, const fs::path& folder) {
  const fs::path whole = entry.input;
  std::error_code ignored;
  for (fs::path file = whole; file.has_relative_path(); file = file.parent_path()) {
    if (!fs::is_regular_file(file, ignored)) continue;
    const fs::path member = file == whole ? fs::path() : whole.lexically_relative(file);
    return {file, folder / entry.output, member.string()};
  }
  return {whole, folder / entry.output};
}

}  // namespace

std::string NameOf(const Order& order) {
  return order.member.empty() ? order.input.string() : (order.input / order.member).string();
}

std::vector<Order> Unpacked(const Order& order) {
  if (!IsZip(order.input)) return {order};
  const Result<std::string> bytes = ReadFile(order.input);
  const Result<std::vector<std::string>> members = bytes.and_then(
      [&](const std::string& zip) { return intake::MembersOf(zip, order.input.string()); });
  if (!members || members->empty()) return {order};
  std::vector<Order> orders;
  for (const std::string& member : *members) {
    fs::path output = order.output.parent_path() / order.output.stem() / member;
    output.replace_extension(order.output.extension());
    orders.push_back({order.input, std::move(output), member});
  }
  return orders;
}

Result<std::vector<Order>> PlanOrders(const std::vector<std::string>& inputs,
                                      const fs::path& folder, std::string_view suffix) {
  std::vector<Order> orders;
  std::map<fs::path, std::string> taken;
  const auto add = [&](const fs::path& input, const fs::path& below) -> Result<void> {
    for (Order& order : Unpacked({input, (folder / below).replace_extension(suffix)})) {
      const auto [other, fresh] = taken.emplace(order.output, NameOf(order));
      if (!fresh) {
        return Fail(
            Code::kUsage, order.output.string(),
            {fmt::format("{} and {} would both become this file", other->second, NameOf(order)),
             fmt::format("{} 与 {} 会写到同一个文件", other->second, NameOf(order))},
            {"rename one of them", "请改其中一个的名字"});
      }
      orders.push_back(std::move(order));
    }
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
      orders.push_back(OrderOf(entry, folder));
    }
    return orders;
  });
}

}  // namespace boyin::jobs
