// A folder of finished episodes, as speak --bundle, batch and feed leave it: its feed, its files.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "server/http/files.h"
#include "server/service.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMostEpisodes = 500;
constexpr std::size_t kMostReportBytes = 16UL << 20U;

Reply NoEpisodes() {
  return ErrorReply(404, "not_found", "there are no episodes; boyin serve --episodes names them");
}

bool IsSound(const fs::path& path) { return TypeOfFile(path).starts_with("audio/"); }

/// The newest sound files first.
std::vector<fs::directory_entry> SoundsIn(const fs::path& folder) {
  std::vector<fs::directory_entry> sounds;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const bool hidden = entry.path().filename().string().starts_with('.');
    if (!hidden && entry.is_regular_file(failed) && IsSound(entry.path())) sounds.push_back(entry);
  }
  std::sort(sounds.begin(), sounds.end(), [](const auto& a, const auto& b) {
    std::error_code ignored;
    const auto at = a.last_write_time(ignored);
    const auto bt = b.last_write_time(ignored);
    return at != bt ? at > bt : a.path() < b.path();
  });
  if (sounds.size() > kMostEpisodes) sounds.resize(kMostEpisodes);
  return sounds;
}

std::string Url(const fs::path& file) {
  return "/episodes/" + PercentEncode(file.filename().string());
}

/// What the page shows of an episode; the title is in its report, where it has one.
json EpisodeJson(const fs::path& sound, std::uint64_t bytes) {
  json episode = {{"title", sound.stem().string()},
                  {"url", Url(sound)},
                  {"type", TypeOfFile(sound)},
                  {"bytes", bytes}};
  fs::path beside = sound;
  const Result<std::string> report =
      ReadFile(beside.replace_extension(".report.json"), kMostReportBytes);
  const json read = report ? json::parse(*report, nullptr, false) : json();
  // The file is whoever's can write to the folder: its title may be anything.
  if (read.is_object() && read.contains("title") && read["title"].is_string()) {
    const auto& title = read["title"].get_ref<const std::string&>();
    if (!title.empty()) episode["title"] = title;
  }
  std::error_code ignored;
  for (const auto& [suffix, name] : {std::pair{".json", "transcript"}, std::pair{".html", "page"},
                                     std::pair{".vtt", "subtitles"}, std::pair{".epub", "book"}}) {
    beside = sound;
    beside.replace_extension(suffix);
    if (fs::is_regular_file(beside, ignored)) episode[name] = Url(beside);
  }
  return episode;
}

Reply ListEpisodes(const fs::path& folder) {
  json list = json::array();
  if (!folder.empty()) {
    for (const fs::directory_entry& entry : SoundsIn(folder)) {
      std::error_code ignored;
      list.push_back(EpisodeJson(entry.path(), entry.file_size(ignored)));
    }
  }
  return JsonReply(json{{"episodes", list}}.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace

std::vector<Route> EpisodeRoutes(Service& service) {
  const fs::path& folder = service.options().episodes;
  const auto serve = [&folder](const Request& request, const Answer& answer,
                               const std::string& name) {
    if (folder.empty()) return answer(NoEpisodes());
    const std::optional<fs::path> file = FileBelow(folder, name);
    if (!file) return answer(ErrorReply(404, "not_found", "there is no such file"));
    Reply reply = FileReply(request, *file);
    // Players of other pages may load it.
    reply.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
    answer(std::move(reply));
  };
  return {
      {"GET", "/feed.xml", Body::kNone, false,
       [serve](const Request& request, const Answer& answer) {
         serve(request, answer, "feed.xml");
       }},
      {"GET", "/episodes/{path...}", Body::kNone, false,
       [serve](const Request& request, const Answer& answer) {
         serve(request, answer, request.captures.at("path"));
       }},
      {"GET", "/v1/episodes", Body::kNone, false,
       [&service, &folder](const Request& request, const Answer& answer) {
         service.RunDiskWork(request, answer, [&folder] { return ListEpisodes(folder); });
       }},
  };
}

}  // namespace boyin::server
