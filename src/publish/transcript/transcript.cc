#include "publish/transcript/transcript.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include <fmt/format.h>

#include "episode/shown_text.h"
#include "publish/transcript/captions.h"

namespace boyin::publish {
namespace {

using Json = nlohmann::ordered_json;

std::string ClockTime(std::int64_t ms, char point) {
  return fmt::format("{:02}:{:02}:{:02}{}{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                     point, ms % 1000);
}

std::string Replaced(std::string_view text, std::string_view less, std::string_view greater,
                     std::string_view ampersand) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += less;
        break;
      case '>':
        out += greater;
        break;
      case '&':
        out += ampersand;
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// With > escaped no text can hold an arrow.
std::string VttText(std::string_view text) { return Replaced(text, "&lt;", "&gt;", "&amp;"); }

std::string SrtText(std::string_view text) { return Replaced(text, "＜", "＞", "&"); }

/// The words of a line with their times. `after_ms` is the last time given; the specification wants
/// times that grow and lie strictly inside the cue.
std::string TimedLine(const Caption::Line& line, std::int64_t& after_ms, std::int64_t end_ms) {
  std::string out;
  std::size_t at = 0;
  for (const episode::ShownWord& word : line.words) {
    out += VttText(std::string_view(line.text).substr(at, word.text.begin - at));
    at = word.text.begin;
    if (word.begin_ms <= after_ms || word.begin_ms >= end_ms) continue;
    out += fmt::format("<{}>", ClockTime(word.begin_ms, '.'));
    after_ms = word.begin_ms;
  }
  return out + VttText(std::string_view(line.text).substr(at));
}

double Seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

std::string Dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string Vtt(const episode::Transcript& transcript, const VttOptions& options) {
  std::string out = "WEBVTT\n";
  std::size_t number = 0;
  for (const Caption& caption : CaptionsOf(transcript.sentences)) {
    out += fmt::format("\n{}\n{} --> {}\n<v {}>", ++number, ClockTime(caption.begin_ms, '.'),
                       ClockTime(caption.end_ms, '.'), VttText(caption.speaker));
    std::int64_t after_ms = caption.begin_ms;
    for (const Caption::Line& line : caption.lines) {
      out += options.words ? TimedLine(line, after_ms, caption.end_ms) : VttText(line.text);
      out += '\n';
    }
  }
  return out;
}

std::string Srt(const episode::Transcript& transcript) {
  const std::vector<Caption> captions = CaptionsOf(transcript.sentences);
  const bool several = std::any_of(captions.begin(), captions.end(), [&](const Caption& caption) {
    return caption.speaker != captions.front().speaker;
  });
  std::string out;
  std::string_view speaking;
  std::size_t number = 0;
  for (const Caption& caption : captions) {
    if (number > 0) out += '\n';
    out += fmt::format("{}\n{} --> {}\n", ++number, ClockTime(caption.begin_ms, ','),
                       ClockTime(caption.end_ms, ','));
    if (several && caption.speaker != speaking) out += SrtText(caption.speaker) + ": ";
    speaking = caption.speaker;
    for (const Caption::Line& line : caption.lines) out += SrtText(line.text) + '\n';
  }
  return out;
}

std::string TranscriptJson(const episode::Transcript& transcript) {
  Json segments = Json::array();
  for (const episode::Shown& sentence : transcript.sentences) {
    segments.push_back({{"speaker", sentence.speaker},
                        {"startTime", Seconds(sentence.begin_ms)},
                        {"endTime", Seconds(sentence.end_ms)},
                        {"body", sentence.text}});
  }
  return Dump({{"version", "1.0.0"}, {"segments", std::move(segments)}});
}

std::string TranscriptText(const episode::Transcript& transcript) {
  std::string out = TitleOf(transcript.episode) + "\n";
  const std::vector<episode::Shown>& sentences = transcript.sentences;
  const std::vector<std::string> titles = TitlesAbove(transcript.episode, sentences);
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (i == 0 || sentences[i].paragraph != sentences[i - 1].paragraph) {
      out += i == 0 ? "\n" : "\n\n";
    } else if (sentences[i].spaced) {
      out += ' ';
    }
    if (!titles[i].empty()) out += titles[i] + "\n\n";
    out += sentences[i].text;
  }
  return out + "\n";
}

std::string ChaptersJson(const episode::Episode& episode) {
  Json chapters = Json::array();
  for (const encode::Chapter& chapter : ChaptersOf(episode)) {
    Json entry = {{"startTime", Seconds(chapter.begin_ms)},
                  {"title", chapter.title},
                  {"endTime", Seconds(chapter.end_ms)}};
    if (!chapter.url.empty()) entry["url"] = chapter.url;
    chapters.push_back(std::move(entry));
  }
  return Dump({{"version", "1.2.0"},
               {"title", TitleOf(episode)},
               {"author", AuthorOf(episode)},
               {"chapters", std::move(chapters)}});
}

}  // namespace boyin::publish
