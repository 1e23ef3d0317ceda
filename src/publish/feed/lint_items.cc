#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include <fmt/format.h>

#include "base/date.h"
#include "base/file.h"
#include "base/message.h"
#include "publish/feed/lint.h"
#include "publish/media/picture.h"
#include "publish/media/sound.h"

namespace boyin::publish {
namespace {

namespace fs = std::filesystem;

constexpr int kLeastArtwork = 1400;  // pixels
constexpr int kMostArtwork = 3000;

constexpr std::array<std::string_view, 6> kTranscriptTypes{
    "text/vtt",  "application/x-subrip", "application/srt", "application/json", "text/html",
    "text/plain"};

/// The number that a text is, else −1.
std::int64_t Whole(const std::string& text) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

bool IsPlainUrl(std::string_view url) {
  return (url.starts_with("https://") || url.starts_with("http://")) &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

void LintEnclosure(const Element& item, Findings& findings) {
  const Element* enclosure = item.Child("enclosure");
  if (enclosure == nullptr) {
    findings.Error("enclosure", item.line, Translated("an item without enclosure"),
                   Translated("add <enclosure url=… length=… type=…>"));
    return;
  }
  const std::string url = enclosure->Attribute("url");
  const std::string type = enclosure->Attribute("type");
  const std::string_view wanted = SoundType(FileNameOf(url));
  if (!IsPlainUrl(url)) {
    findings.Error("enclosure-url", enclosure->line,
                   Translated("“{}” is no address on the web", url),
                   Translated("write https://…, all but ASCII as %XX"));
  }
  if (wanted.empty()) {
    findings.Error("enclosure-extension", enclosure->line,
                   Translated("“{}” ends in no extension of a sound file", url),
                   Translated("let it end in .mp3 or .m4a: Apple goes by it"));
  } else if (type != wanted && !(wanted == "audio/x-m4a" && type == "audio/mp4")) {
    findings.Error("enclosure-type", enclosure->line, Translated("type is “{}”", type),
                   Translated("write {}", wanted));
  }
  if (Whole(enclosure->Attribute("length")) <= 0) {
    findings.Error("enclosure-length", enclosure->line,
                   Translated("length is “{}”", enclosure->Attribute("length")),
                   Translated("write the file's bytes"));
  }
}

void LintDates(const Element& item, Findings& findings) {
  const Element* date = item.Child("pubDate");
  if (date == nullptr) {
    findings.Warn("pubdate-missing", item.line, Translated("an item without pubDate"),
                  Translated("add one: apps sort by it"));
  } else if (!FromRfc2822(date->text)) {
    findings.Error(
        "pubdate", date->line, Translated("“{}” is no date of RFC 2822", date->text),
        Translated(
            "write it like Tue, 24 Nov 2026 06:00:00 +0000, with the right day of the week"));
  }
  const Element* duration = item.Child("itunes:duration");
  if (duration == nullptr) {
    findings.Warn("duration-missing", item.line, Translated("an item without itunes:duration"),
                  Translated("add its seconds"));
  } else if (Whole(duration->text) <= 0) {
    findings.Warn("duration", duration->line, Translated("itunes:duration is “{}”", duration->text),
                  Translated("write whole seconds"));
  }
}

void LintExtras(const Element& item, Findings& findings) {
  for (const Element& child : item.children) {
    const std::string type = child.Attribute("type");
    if (child.name == "podcast:transcript" &&
        (std::find(kTranscriptTypes.begin(), kTranscriptTypes.end(), type) ==
             kTranscriptTypes.end() ||
         !IsPlainUrl(child.Attribute("url")))) {
      findings.Error("transcript", child.line, Translated("a transcript of type “{}”", type),
                     Translated("give url and one of text/vtt, application/x-subrip, "
                                "application/json, text/html, text/plain"));
    }
    if (child.name == "podcast:chapters" &&
        (type != "application/json+chapters" || !IsPlainUrl(child.Attribute("url")))) {
      findings.Error("chapters", child.line, Translated("chapters of type “{}”", type),
                     Translated("give url and application/json+chapters"));
    }
  }
}

void LintGuid(const Element& item, std::map<std::string, std::size_t>& seen, Findings& findings) {
  const std::string guid = item.TextOf("guid");
  if (guid.empty()) {
    findings.Error("guid", item.line, Translated("an item without guid"),
                   Translated("give each one that never changes"));
    return;
  }
  const auto [other, fresh] = seen.emplace(guid, item.line);
  if (!fresh) {
    findings.Error("guid-twice", item.line,
                   Translated("guid {} is also that of line {}", guid, other->second),
                   Translated("give each item its own"));
  }
}

/// The file of the folder that a URL names; findings where it is not there.
std::optional<fs::path> FileOf(const Element& element, const std::string& url,
                               const fs::path& folder, Findings& findings) {
  const std::string name = FileNameOf(url);
  const fs::path path = folder / name;
  std::error_code ignored;
  if (!name.empty() && fs::is_regular_file(path, ignored)) return path;
  findings.Error("file-missing", element.line, Translated("{} is not there", path.string()),
                 Translated("make it, or make the feed again"));
  return std::nullopt;
}

void LintArtwork(const Element& image, const fs::path& folder, Findings& findings) {
  const auto path = FileOf(image, image.Attribute("href"), folder, findings);
  if (!path) return;
  const Result<std::string> bytes = ReadFile(*path);
  const auto facts = bytes ? FactsOf(*bytes) : std::nullopt;
  const std::string file = path->filename().string();
  if (!facts) {
    findings.Error("artwork-format", image.line, Translated("{} is neither JPEG nor PNG", file),
                   Translated("save it as JPEG"));
    return;
  }
  if (facts->width != facts->height || facts->width < kLeastArtwork ||
      facts->width > kMostArtwork) {
    findings.Error("artwork-size", image.line,
                   Translated("{} has {} × {} pixels", file, facts->width, facts->height),
                   Translated("make it square, {} to {}", kLeastArtwork, kMostArtwork));
  }
  if (!facts->rgb) {
    findings.Error("artwork-colour", image.line,
                   Translated("{} is not RGB with eight bits and no transparency", file),
                   Translated("convert it to sRGB"));
  }
}

void LintItemFiles(const Element& item, const fs::path& folder, Findings& findings) {
  for (const Element& child : item.children) {
    if (child.name == "enclosure") {
      const auto path = FileOf(child, child.Attribute("url"), folder, findings);
      const auto bytes = path ? static_cast<std::int64_t>(fs::file_size(*path)) : 0;
      if (path && Whole(child.Attribute("length")) != bytes) {
        findings.Error(
            "enclosure-bytes", child.line,
            Translated("length is {}, the file has {} bytes", child.Attribute("length"), bytes),
            Translated("make the feed again"));
      }
    } else if (child.name == "podcast:transcript") {
      FileOf(child, child.Attribute("url"), folder, findings);
    } else if (child.name == "itunes:image") {
      LintArtwork(child, folder, findings);
    } else if (child.name == "podcast:chapters") {
      const auto path = FileOf(child, child.Attribute("url"), folder, findings);
      const Result<std::string> text = path ? ReadFile(*path) : std::string("{\"chapters\":[]}");
      const auto json = nlohmann::json::parse(text.value_or(""), nullptr, false);
      if (!json.is_object() || !json.contains("chapters") || !json["chapters"].is_array()) {
        findings.Error("chapters-json", child.line, Translated("the chapters are no JSON chapters"),
                       Translated("make them again: {{\"version\":\"1.2.0\",\"chapters\":[…]}}"));
      }
    }
  }
}

}  // namespace

void LintItems(const Element& channel, Findings& findings) {
  std::map<std::string, std::size_t> seen;
  const std::vector<const Element*> items = ItemsOf(channel);
  if (items.empty()) {
    findings.Error("items", channel.line, Translated("no episodes"),
                   Translated("add an item: Apple takes no empty feed"));
  }
  for (const Element* item : items) {
    if (item->TextOf("title").empty()) {
      findings.Error("item-title", item->line, Translated("an item without title"),
                     Translated("add <title>"));
    }
    LintEnclosure(*item, findings);
    LintGuid(*item, seen, findings);
    LintDates(*item, findings);
    LintExtras(*item, findings);
  }
}

void LintFiles(const Element& channel, const fs::path& folder, Findings& findings) {
  if (const Element* image = channel.Child("itunes:image")) LintArtwork(*image, folder, findings);
  for (const Element* item : ItemsOf(channel)) LintItemFiles(*item, folder, findings);
}

}  // namespace boyin::publish
