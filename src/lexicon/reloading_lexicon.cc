#include "lexicon/reloading_lexicon.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/file.h"

namespace boyin::lexicon {
namespace fs = std::filesystem;

namespace {

/// The tables of a folder, sorted; editors' hidden copies are none.
std::vector<fs::path> TablesIn(const fs::path& folder) {
  std::vector<fs::path> tables;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const fs::path& path = it->path();
    if (path.extension() == ".tsv" && !path.filename().string().starts_with('.')) {
      tables.push_back(path);
    }
  }
  std::ranges::sort(tables);
  return tables;
}

}  // namespace

std::vector<ReloadingLexicon::Seen> ReloadingLexicon::TableStates() const {
  std::vector<fs::path> paths;
  for (const fs::path& folder : folders_) {
    for (fs::path& path : TablesIn(folder)) paths.push_back(std::move(path));
  }
  paths.insert(paths.end(), files_.begin(), files_.end());
  std::vector<Seen> seen;
  for (fs::path& path : paths) {
    std::error_code missing;
    const fs::file_time_type time = fs::last_write_time(path, missing);
    const std::uintmax_t size = fs::file_size(path, missing);
    seen.push_back({std::move(path), time, size});
  }
  return seen;
}

Result<bool> ReloadingLexicon::Refresh(std::string_view today) {
  std::vector<Seen> seen = TableStates();
  if (seen == seen_ && today == today_) return false;
  // Remembered even if a table turns out faulty, so that the fault is told once.
  seen_ = std::move(seen);
  today_ = today;
  std::vector<Lexicon> tables;
  for (const Seen& table : seen_) {
    const Result<std::string> text = ReadFile(table.path);
    if (!text) return tl::unexpected(text.error());
    Result<Lexicon> read = Parse(*text, table.path.string(), today);
    if (!read) return tl::unexpected(read.error());
    tables.push_back(*std::move(read));
  }
  lexicon_ = Merge(tables);
  return true;
}

Result<ReloadingLexicon> ReloadingLexicon::Open(std::vector<fs::path> files,
                                                std::vector<fs::path> folders,
                                                std::string_view today) {
  ReloadingLexicon lexicon(std::move(files), std::move(folders));
  if (Result<bool> read = lexicon.Refresh(today); !read) return tl::unexpected(read.error());
  return lexicon;
}

}  // namespace boyin::lexicon
