#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include <fmt/format.h>

#include "base/file.h"
#include "publish/feed/feed_date.h"
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
    findings.Error(
        "enclosure", item.line, {"an item without enclosure", "item 缺少 enclosure"},
        {"add <enclosure url=… length=… type=…>", "请加上 <enclosure url=… length=… type=…>"});
    return;
  }
  const std::string url = enclosure->Attribute("url");
  const std::string type = enclosure->Attribute("type");
  const std::string_view wanted = SoundType(FileNameOf(url));
  if (!IsPlainUrl(url)) {
    findings.Error(
        "enclosure-url", enclosure->line,
        {fmt::format("“{}” is no address on the web", url), fmt::format("“{}”不是合法网址", url)},
        {"write https://…, all but ASCII as %XX", "请写 https://…，非 ASCII 字符写成 %XX"});
  }
  if (wanted.empty()) {
    findings.Error(
        "enclosure-extension", enclosure->line,
        {fmt::format("“{}” ends in no extension of a sound file", url),
         fmt::format("“{}”没有音频扩展名", url)},
        {"let it end in .mp3 or .m4a: Apple goes by it", "应以 .mp3 或 .m4a 结尾，Apple 据此判断"});
  } else if (type != wanted && !(wanted == "audio/x-m4a" && type == "audio/mp4")) {
    findings.Error("enclosure-type", enclosure->line,
                   {fmt::format("type is “{}”", type), fmt::format("type 为“{}”", type)},
                   {fmt::format("write {}", wanted), fmt::format("请写 {}", wanted)});
  }
  if (Whole(enclosure->Attribute("length")) <= 0) {
    findings.Error("enclosure-length", enclosure->line,
                   {fmt::format("length is “{}”", enclosure->Attribute("length")),
                    fmt::format("length 为“{}”", enclosure->Attribute("length"))},
                   {"write the file's bytes", "请写文件的字节数"});
  }
}

void LintDates(const Element& item, Findings& findings) {
  const Element* date = item.Child("pubDate");
  if (date == nullptr) {
    findings.Warn("pubdate-missing", item.line, {"an item without pubDate", "item 缺少 pubDate"},
                  {"add one: apps sort by it", "请加上，客户端据此排序"});
  } else if (!FromRfc2822(date->text)) {
    findings.Error("pubdate", date->line,
                   {fmt::format("“{}” is no date of RFC 2822", date->text),
                    fmt::format("“{}”不是 RFC 2822 日期", date->text)},
                   {"write it like Tue, 24 Nov 2026 06:00:00 +0000, with the right day of the week",
                    "请写成 Tue, 24 Nov 2026 06:00:00 +0000，星期须正确"});
  }
  const Element* duration = item.Child("itunes:duration");
  if (duration == nullptr) {
    findings.Warn("duration-missing", item.line,
                  {"an item without itunes:duration", "item 缺少 itunes:duration"},
                  {"add its seconds", "请加上秒数"});
  } else if (Whole(duration->text) <= 0) {
    findings.Warn("duration", duration->line,
                  {fmt::format("itunes:duration is “{}”", duration->text),
                   fmt::format("itunes:duration 为“{}”", duration->text)},
                  {"write whole seconds", "请写整秒数"});
  }
}

void LintExtras(const Element& item, Findings& findings) {
  for (const Element& child : item.children) {
    const std::string type = child.Attribute("type");
    if (child.name == "podcast:transcript" &&
        (std::find(kTranscriptTypes.begin(), kTranscriptTypes.end(), type) ==
             kTranscriptTypes.end() ||
         !IsPlainUrl(child.Attribute("url")))) {
      findings.Error(
          "transcript", child.line,
          {fmt::format("a transcript of type “{}”", type), fmt::format("文稿类型为“{}”", type)},
          {"give url and one of text/vtt, application/x-subrip, application/json, "
           "text/html, text/plain",
           "请写 url，类型用 text/vtt、application/x-subrip、application/json、text/html 或 "
           "text/plain"});
    }
    if (child.name == "podcast:chapters" &&
        (type != "application/json+chapters" || !IsPlainUrl(child.Attribute("url")))) {
      findings.Error(
          "chapters", child.line,
          {fmt::format("chapters of type “{}”", type), fmt::format("章节类型为“{}”", type)},
          {"give url and application/json+chapters", "请写 url，类型用 application/json+chapters"});
    }
  }
}

void LintGuid(const Element& item, std::map<std::string, std::size_t>& seen, Findings& findings) {
  const std::string guid = item.TextOf("guid");
  if (guid.empty()) {
    findings.Error("guid", item.line, {"an item without guid", "item 缺少 guid"},
                   {"give each one that never changes", "请给每集一个永不改变的 guid"});
    return;
  }
  const auto [other, fresh] = seen.emplace(guid, item.line);
  if (!fresh) {
    findings.Error("guid-twice", item.line,
                   {fmt::format("guid {} is also that of line {}", guid, other->second),
                    fmt::format("guid {} 与第 {} 行重复", guid, other->second)},
                   {"give each item its own", "每集应各不相同"});
  }
}

/// The file of the folder that a URL names; findings where it is not there.
std::optional<fs::path> FileOf(const Element& element, const std::string& url,
                               const fs::path& folder, Findings& findings) {
  const std::string name = FileNameOf(url);
  const fs::path path = folder / name;
  std::error_code ignored;
  if (!name.empty() && fs::is_regular_file(path, ignored)) return path;
  findings.Error(
      "file-missing", element.line,
      {fmt::format("{} is not there", path.string()), fmt::format("没有文件 {}", path.string())},
      {"make it, or make the feed again", "请补上文件，或重新生成订阅源"});
  return std::nullopt;
}

void LintArtwork(const Element& image, const fs::path& folder, Findings& findings) {
  const auto path = FileOf(image, image.Attribute("href"), folder, findings);
  if (!path) return;
  const Result<std::string> bytes = ReadFile(*path);
  const auto facts = bytes ? FactsOf(*bytes) : std::nullopt;
  const std::string file = path->filename().string();
  if (!facts) {
    findings.Error(
        "artwork-format", image.line,
        {fmt::format("{} is neither JPEG nor PNG", file), fmt::format("{} 不是 JPEG 或 PNG", file)},
        {"save it as JPEG", "请存为 JPEG"});
    return;
  }
  if (facts->width != facts->height || facts->width < kLeastArtwork ||
      facts->width > kMostArtwork) {
    findings.Error("artwork-size", image.line,
                   {fmt::format("{} has {} × {} pixels", file, facts->width, facts->height),
                    fmt::format("{} 为 {} × {} 像素", file, facts->width, facts->height)},
                   {fmt::format("make it square, {} to {}", kLeastArtwork, kMostArtwork),
                    fmt::format("应为正方形，边长 {} 至 {}", kLeastArtwork, kMostArtwork)});
  }
  if (!facts->rgb) {
    findings.Error("artwork-colour", image.line,
                   {fmt::format("{} is not RGB with eight bits and no transparency", file),
                    fmt::format("{} 不是不带透明的 8 位 RGB", file)},
                   {"convert it to sRGB", "请转换为 sRGB"});
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
            {fmt::format("length is {}, the file has {} bytes", child.Attribute("length"), bytes),
             fmt::format("length 为 {}，文件有 {} 字节", child.Attribute("length"), bytes)},
            {"make the feed again", "请重新生成订阅源"});
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
        findings.Error("chapters-json", child.line,
                       {"the chapters are no JSON chapters", "章节文件不是 JSON 章节"},
                       {"make them again: {\"version\":\"1.2.0\",\"chapters\":[…]}",
                        "请重新生成：{\"version\":\"1.2.0\",\"chapters\":[…]}"});
      }
    }
  }
}

}  // namespace

void LintItems(const Element& channel, Findings& findings) {
  std::map<std::string, std::size_t> seen;
  const std::vector<const Element*> items = ItemsOf(channel);
  if (items.empty()) {
    findings.Error("items", channel.line, {"no episodes", "没有节目"},
                   {"add an item: Apple takes no empty feed", "请加入 item，Apple 不收空的订阅源"});
  }
  for (const Element* item : items) {
    if (item->TextOf("title").empty()) {
      findings.Error("item-title", item->line, {"an item without title", "item 缺少 title"},
                     {"add <title>", "请加上 <title>"});
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
