#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "jobs/incremental_build.h"
#include "jobs/jobs.h"
#include "jobs/ledger.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

bool Hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// What systems and programs leave beside articles, by name; pictures and sound are none either.
bool IsNoArticle(const fs::path& path) {
  constexpr std::array<std::string_view, 4> kNames = {"thumbs.db", "desktop.ini", "icon\r",
                                                      "ehthumbs.db"};
  constexpr std::array<std::string_view, 17> kSuffixes = {
      ".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp",  ".heic", ".svg", ".mp3",
      ".m4a", ".m4b",  ".wav", ".ogg", ".opus", ".flac", ".mp4",  ".mov"};
  const auto lower = [](std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
  };
  const std::string name = lower(path.filename().string());
  return name.starts_with("~$") || std::ranges::find(kNames, name) != kNames.end() ||
         std::ranges::find(kSuffixes, lower(path.extension().string())) != kSuffixes.end();
}

/// As paths compare: what is in a folder comes before what is named like it and more.
bool Before(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return x != y && (x == '/' ||
                      (y != '/' && static_cast<unsigned char>(x) < static_cast<unsigned char>(y)));
  });
}

/// The files below a folder, by name, without hidden ones and without the outputs.
Result<std::vector<std::string>> FilesBelow(const fs::path& top, const fs::path& outputs) {
  std::vector<std::string> files;
  std::error_code failed;
  std::error_code ignored;
  fs::recursive_directory_iterator at(top, fs::directory_options::skip_permission_denied, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    const bool skipped = Hidden(at->path()) || fs::equivalent(at->path(), outputs, ignored);
    if (skipped && at->is_directory(ignored)) at.disable_recursion_pending();
    if (!skipped && !IsNoArticle(at->path()) && at->is_regular_file(ignored)) {
      files.push_back(at->path().string());
    }
  }
  if (failed) return Fail(Code::kInput, top.string(), {failed.message(), failed.message()});
  std::sort(files.begin(), files.end(), Before);
  return files;
}

/// kUsage where orders would become one file, with every such file and what would become it.
Result<void> CheckApart(const std::vector<Order>& orders) {
  std::vector<std::size_t> by_output(orders.size());
  std::iota(by_output.begin(), by_output.end(), 0);
  std::sort(by_output.begin(), by_output.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(orders[a].output, a) < std::tie(orders[b].output, b);
  });
  std::string clashes;
  std::size_t count = 0;
  for (auto begin = by_output.begin(); begin != by_output.end();) {
    const auto end = std::find_if(begin, by_output.end(), [&](std::size_t other) {
      return orders[other].output != orders[*begin].output;
    });
    if (std::distance(begin, end) > 1) {
      clashes += "\n       " + orders[*begin].output + ":";
      for (auto at = begin; at != end; ++at) clashes += " " + NameOf(orders[*at]);
      ++count;
    }
    begin = end;
  }
  if (count == 0) return {};
  return Fail(Code::kUsage, "",
              Translated("several articles would become one file, {} times:{}", count, clashes),
              Translated("rename them, or convert their folders apart"));
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
  // It failed because it is a link out of the folder that was named: it is none the better now.
  if (entry.error.ends_with(kLeadsOut) && fs::is_symlink(whole, ignored)) {
    return {whole.string(), (folder / entry.output).string(), {}, true};
  }
  for (fs::path file = whole; file.has_relative_path(); file = file.parent_path()) {
    if (!fs::is_regular_file(file, ignored)) continue;
    const fs::path member = file == whole ? fs::path() : whole.lexically_relative(file);
    return {file.string(), (folder / entry.output).string(), member.string()};
  }
  return {whole.string(), (folder / entry.output).string()};
}

}  // namespace

bool LeadsOut(const fs::path& top, const fs::path& path) {
  std::error_code failed;
  if (!fs::is_symlink(fs::symlink_status(path, failed))) return false;
  const fs::path root = fs::canonical(top, failed);
  if (failed) return true;
  const fs::path target = fs::canonical(path, failed);
  if (failed) return true;
  const auto [end, unused] = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
  return end != root.end();
}

std::string NameOf(const Order& order) {
  return order.member.empty() ? order.input : (fs::path(order.input) / order.member).string();
}

std::vector<Order> Unpacked(const Order& order, const reader::Reader& reader) {
  if (!IsZip(order.input)) return {order};
  const Result<std::string> bytes = ReadInput(order);
  const Result<std::vector<std::string>> members =
      bytes.and_then([&](const std::string& zip) { return reader.MembersOf(zip, order.input); });
  if (!members || members->empty()) return {order};
  std::vector<Order> orders;
  const fs::path whole = order.output;
  for (const std::string& member : *members) {
    fs::path output = whole.parent_path() / whole.stem() / member;
    output.replace_extension(whole.extension());
    orders.push_back({order.input, output.string(), member, false, order.top});
  }
  return orders;
}

Result<std::vector<Order>> PlanOrders(const std::vector<std::string>& inputs,
                                      const fs::path& folder, std::string_view suffix,
                                      const reader::Reader& reader) {
  std::vector<Order> orders;
  std::shared_ptr<const fs::path> top;
  const auto add = [&](const fs::path& input, const fs::path& below, bool leads_out) {
    const fs::path output = (folder / below).replace_extension(suffix);
    if (leads_out) return orders.push_back({input.string(), output.string(), {}, true});
    for (Order& order : Unpacked({input.string(), output.string(), {}, false, top}, reader)) {
      orders.push_back(std::move(order));
    }
  };
  for (const std::string& input : inputs) {
    std::error_code ignored;
    const fs::path path = fs::path(input).lexically_normal();
    if (!fs::exists(path, ignored)) {
      return Fail(Code::kInput, input, Translated("no such file or directory"));
    }
    if (!fs::is_directory(path, ignored)) {
      top.reset();
      add(path, path.filename(), false);
      continue;
    }
    const Result<std::vector<std::string>> files = FilesBelow(path, folder);
    if (!files) return tl::unexpected(files.error());
    top = std::make_shared<const fs::path>(path);
    orders.reserve(orders.size() + files->size());
    for (const std::string& file : *files) {
      add(file, fs::path(file).lexically_relative(path), LeadsOut(path, file));
    }
  }
  return CheckApart(orders).map([&] { return std::move(orders); });
}

Result<std::vector<Order>> FailedOrders(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / ".boyin/ledger.sqlite", ignored)) {
    return Fail(Code::kInput, folder.string(), Translated("no batch has worked in this directory"),
                Translated("name its directory with -o"));
  }
  const Result<Ledger> ledger = Ledger::Open(folder / ".boyin");
  if (!ledger) return tl::unexpected(ledger.error());
  const Result<std::vector<Entry>> failed = ledger->Failed();
  if (!failed) return tl::unexpected(failed.error());
  std::vector<Order> orders;
  for (const Entry& entry : *failed) orders.push_back(OrderOf(entry, folder));
  return orders;
}

}  // namespace boyin::jobs
