#include "voice/voice.h"

#include <algorithm>
#include <map>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/message.h"
#include "voice/best.h"
#include "voice/data.h"
#include "voice/read.h"

namespace boyin::voice {
namespace {

namespace fs = std::filesystem;
using ByName = std::map<std::string, Voice, std::less<>>;

constexpr std::size_t kMostBytes = 1U << 20U;  // a voice file is a screenful

Result<void> Add(ByName& voices, std::string_view text, const std::string& origin) {
  Result<Voice> voice = ReadVoice(text, origin);
  if (!voice) return tl::unexpected(voice.error());
  voices.insert_or_assign(voice->name, *voice);
  return {};
}

/// The voice files of a folder by name, so that the order of a listing decides nothing.
Result<std::vector<fs::path>> FilesIn(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> files;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    if (entry->path().extension() == ".toml") files.push_back(entry->path());
  }
  if (failed) {
    return Fail(Code::kInput, folder.string(),
                Translated("no folder of voices: {}", failed.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<void> AddFolder(ByName& voices, const fs::path& folder) {
  const Result<std::vector<fs::path>> files = FilesIn(folder);
  if (!files) return tl::unexpected(files.error());
  for (const fs::path& file : *files) {
    const Result<std::string> text = ReadFile(file, kMostBytes);
    if (!text) return tl::unexpected(text.error());
    if (Result<void> added = Add(voices, *text, file.string()); !added) return added;
  }
  return {};
}

}  // namespace

Result<std::vector<Voice>> List(const std::vector<fs::path>& folders) {
  ByName voices;
  const std::pair<const char*, std::string_view> built_in[] = {
      {"voices/anchor-f.toml", data::anchor_f_toml()},
      {"voices/anchor-m.toml", data::anchor_m_toml()},
      {"voices/boyin-f.toml", data::boyin_f_toml()},
      {"voices/boyin-m.toml", data::boyin_m_toml()},
      {"voices/brisk.toml", data::brisk_toml()},
      {"voices/clear.toml", data::clear_toml()},
      {"voices/xiaobei.toml", data::xiaobei_toml()},
      {"voices/xiaoni.toml", data::xiaoni_toml()},
      {"voices/xiaoxiao.toml", data::xiaoxiao_toml()},
      {"voices/xiaoyi.toml", data::xiaoyi_toml()},
      {"voices/yunjian.toml", data::yunjian_toml()},
      {"voices/yunxi.toml", data::yunxi_toml()},
      {"voices/yunxia.toml", data::yunxia_toml()},
      {"voices/yunyang.toml", data::yunyang_toml()}};
  for (const auto& [origin, text] : built_in) {
    if (Result<void> added = Add(voices, text, origin); !added) {
      return tl::unexpected(added.error());
    }
  }
  for (const fs::path& folder : folders) {
    if (Result<void> added = AddFolder(voices, folder); !added) {
      return tl::unexpected(added.error());
    }
  }
  std::vector<Voice> sorted;
  for (auto& [name, voice] : voices) sorted.push_back(std::move(voice));
  return sorted;
}

Result<Voice> Find(std::string_view name, const std::vector<fs::path>& folders) {
  const Result<std::vector<Voice>> voices = List(folders);
  if (!voices) return tl::unexpected(voices.error());
  std::vector<std::string_view> names = {kAuto, kAutoWoman, kAutoMan};
  for (const Voice& voice : *voices) {
    if (voice.name == name) return voice;
    names.push_back(voice.name);
  }
  return Fail(Code::kUsage, "", Translated("there is no voice “{}”", name),
              Translated("choose one of: {}", fmt::join(names, ", ")));
}

Result<std::optional<Voice>> FindFallback(const Voice& voice, std::string_view asked,
                                          const std::vector<fs::path>& folders) {
  std::string_view name = asked.empty() ? std::string_view(voice.fallback) : asked;
  if (name.empty() || name == "none") return std::nullopt;
  const Result<std::vector<Voice>> built_in = List({});
  if (!built_in) return tl::unexpected(built_in.error());
  for (const Voice& other : *built_in) {
    if (other.engine != name || other.gender != voice.gender) continue;
    name = other.name;
    break;
  }
  Result<Voice> found = Find(name, folders);
  if (!found) return tl::unexpected(found.error());
  return std::move(*found);
}

}  // namespace boyin::voice
