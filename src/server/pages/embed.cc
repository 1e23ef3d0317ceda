// A player for other pages: embed.js puts a frame there, whose document this is. It shows what
// --episodes shows anyway, and can neither reach the page around it nor ask the service for more.
#include <array>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "publish/markup/html_template.h"
#include "server/data.h"
#include "server/http/files.h"
#include "server/http/notice.h"
#include "server/service.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using publish::EscapedHtml;

constexpr std::size_t kMostTranscriptBytes = 4UL << 20U;
constexpr std::array kSoundSuffixes = {".mp3", ".m4a", ".m4b", ".opus", ".ogg", ".flac", ".wav"};

// Any page may frame it; what it loads is ours, which it may since its origin is ours, and it can
// ask for nothing else. (Of an origin that is nobody's, a browser's requests are those of a
// stranger.)
constexpr const char* kPolicy =
    "sandbox allow-scripts allow-same-origin; default-src 'none'; script-src 'self'; "
    "style-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// The sound of an episode, by the name of its file, with or without what follows the dot.
std::optional<fs::path> SoundOf(const fs::path& folder, const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos) return std::nullopt;
  const auto is_sound = [](const fs::path& path) { return TypeOfFile(path).starts_with("audio/"); };
  if (auto file = FileBelow(folder, name); file && is_sound(*file)) return file;
  for (const char* suffix : kSoundSuffixes) {
    if (auto file = FileBelow(folder, name + suffix)) return file;
  }
  return std::nullopt;
}

/// Beside the sound; whoever can write to the folder may have put anything there.
json ReadBeside(fs::path sound, const char* suffix) {
  const Result<std::string> text = ReadFile(sound.replace_extension(suffix), kMostTranscriptBytes);
  return text ? json::parse(*text, nullptr, false) : json();
}

std::string TitleOf(const fs::path& sound) {
  const json report = ReadBeside(sound, ".report.json");
  const bool named = report.is_object() && report.contains("title") && report["title"].is_string();
  const std::string title = named ? report["title"].get<std::string>() : "";
  return title.empty() ? sound.stem().string() : title;
}

std::string TranscriptHtml(const fs::path& sound, const Notices& say) {
  const json transcript = ReadBeside(sound, ".json");
  if (!transcript.is_object() || !transcript.contains("segments")) return "";
  std::string lines;
  for (const json& segment : transcript["segments"]) {
    if (!segment.is_object() || !segment.contains("body") || !segment["body"].is_string()) continue;
    const json start = segment.value("startTime", json(0));
    lines += fmt::format("<li><button type=\"button\" data-start=\"{:.3f}\">{}</button></li>\n",
                         start.is_number() ? start.get<double>() : 0.0,
                         EscapedHtml(segment["body"].get_ref<const std::string&>()));
  }
  if (lines.empty()) return "";
  return fmt::format("<details><summary>{}</summary>\n<ol>\n{}</ol>\n</details>", say("transcript"),
                     lines);
}

/// What a page of another origin may load.
Reply ForOtherPages(Reply reply) {
  reply.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  return reply;
}

Reply ShowPlayer(const Service& service, const Request& request) {
  const fs::path& folder = service.options().episodes;
  const std::optional<fs::path> sound =
      folder.empty() ? std::nullopt : SoundOf(folder, std::string(request.Query("episode")));
  if (!sound) return ErrorPage(request, ErrorReply(404, "not_found", "there is no such episode"));
  const Notices say(request);
  Reply reply;
  reply.type = "text/html; charset=utf-8";
  reply.headers = {
      {"Content-Security-Policy", kPolicy}, {"X-Frame-Options", ""}, {"Vary", "Accept-Language"}};
  reply.body = publish::Filled(data::embed_html(),
                               {{"language", say.chinese() ? "zh-CN" : "en"},
                                {"title", EscapedHtml(TitleOf(*sound))},
                                {"sound", "/episodes/" + PercentEncode(sound->filename().string())},
                                {"transcript", TranscriptHtml(*sound, say)},
                                {"label", say("generated")}});
  return ForOtherPages(std::move(reply));
}

Route EmbedAsset(const char* path, const char* type, std::string_view bytes) {
  return {"GET", path, Body::kNone, false, [type, bytes](const Request&, const Answer& answer) {
            Reply reply;
            reply.type = type;
            reply.headers = {{"Cache-Control", "no-cache"}};
            reply.body = bytes;
            answer(ForOtherPages(std::move(reply)));
          }};
}

}  // namespace

std::vector<Route> EmbedRoutes(Service& service) {
  return {
      EmbedAsset("/embed.js", "text/javascript; charset=utf-8", data::embed_js()),
      EmbedAsset("/embed_player.js", "text/javascript; charset=utf-8", data::embed_player_js()),
      EmbedAsset("/embed.css", "text/css; charset=utf-8", data::embed_css()),
      {"GET", "/embed", Body::kNone, false,
       [&service](const Request& request, const Answer& answer) {
         service.RunDiskWork(request, answer,
                             [&service, request] { return ShowPlayer(service, request); });
       }},
  };
}

}  // namespace boyin::server
