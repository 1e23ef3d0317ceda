#include "publish/page/page.h"

#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "episode/shown_text.h"
#include "publish/book/book.h"
#include "publish/data.h"
#include "publish/markup/html_template.h"
#include "publish/media/sound.h"

namespace boyin::publish {
namespace {

constexpr std::uintmax_t kMostInside = 48'000'000;

std::string Base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) {
      return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
    };
    const std::uint32_t three = byte(at) << 16U | byte(at + 1) << 8U | byte(at + 2);
    out += kDigits[three >> 18U & 63U];
    out += kDigits[three >> 12U & 63U];
    out += at + 1 < bytes.size() ? kDigits[three >> 6U & 63U] : '=';
    out += at + 2 < bytes.size() ? kDigits[three & 63U] : '=';
  }
  return out;
}

/// What stands in the `src` of the player.
Result<std::string> SoundSource(const std::filesystem::path& file) {
  std::error_code failed;
  const std::uintmax_t bytes = std::filesystem::file_size(file, failed);
  if (!failed && bytes > kMostInside) return UrlPath(file.filename().string());
  const Result<std::string> sound = ReadFile(file);
  if (!sound) return tl::unexpected(sound.error());
  return fmt::format("data:{};base64,{}", SoundType(file), Base64(*sound));
}

std::string ArticleHtml(const episode::Transcript& transcript) {
  const std::vector<episode::Shown>& sentences = transcript.sentences;
  const std::vector<std::string> titles = TitlesAbove(transcript.episode, sentences);
  std::string html;
  std::string_view close;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const episode::Shown& sentence = sentences[i];
    if (i == 0 || sentence.paragraph != sentences[i - 1].paragraph) {
      html += close;
      if (!titles[i].empty()) html += fmt::format("<h2>{}</h2>\n", EscapedHtml(titles[i]));
      html += sentence.heading ? "<h2>" : "<p>";
      close = sentence.heading ? "</h2>\n" : "</p>\n";
    } else if (sentence.spaced) {
      html += ' ';
    }
    html +=
        fmt::format(R"(<span class="s" id="s{}" data-begin="{:.3f}" data-end="{:.3f}">{}</span>)",
                    i + 1, static_cast<double>(sentence.begin_ms) / 1000,
                    static_cast<double>(sentence.end_ms) / 1000, EscapedHtml(sentence.text));
  }
  return html.append(close);
}

std::string ChapterHtml(const episode::Episode& episode) {
  const std::vector<encode::Chapter> chapters = ChaptersOf(episode);
  if (chapters.size() < 2) return "";
  std::string html =
      "<nav aria-label=\"章节 Chapters\"><details><summary>章节 <span lang=\"en\">Chapters</span>"
      "</summary><ol>\n";
  for (const encode::Chapter& chapter : chapters) {
    html += fmt::format("<li><button type=\"button\" data-jump=\"{:.3f}\">{}</button></li>\n",
                        static_cast<double>(chapter.begin_ms) / 1000, EscapedHtml(chapter.title));
  }
  return html + "</ol></details></nav>\n";
}

/// Who made it, when, and who speaks: what the title does not say already.
std::string Byline(const episode::Episode& episode) {
  std::vector<std::string> parts = NarratorsOf(episode);
  const std::string& date = episode.document.metadata.date;
  const std::string author = AuthorOf(episode);
  if (!date.empty()) parts.insert(parts.begin(), date);
  if (author != episode.voice.title) parts.insert(parts.begin(), author);
  const std::string title = TitleOf(episode);
  std::erase_if(parts, [&](const std::string& part) { return title.find(part) != title.npos; });
  return fmt::format("{}", fmt::join(parts, " · "));
}

}  // namespace

Result<std::string> PlayerHtml(const episode::Transcript& transcript) {
  const episode::Episode& episode = transcript.episode;
  Result<std::string> sound = SoundSource(episode.file);
  if (!sound) return sound;
  const std::string& language = episode.document.metadata.language;
  return Filled(data::player_html(), {{"language", EscapedHtml(language.empty() ? "zh" : language)},
                                      {"title", EscapedHtml(TitleOf(episode))},
                                      {"byline", EscapedHtml(Byline(episode))},
                                      {"sound", std::move(*sound)},
                                      {"chapters", ChapterHtml(episode)},
                                      {"article", ArticleHtml(transcript)}});
}

}  // namespace boyin::publish
