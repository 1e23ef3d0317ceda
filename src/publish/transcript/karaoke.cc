#include "publish/transcript/karaoke.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "publish/transcript/captions.h"

namespace boyin::publish {
namespace {

/// http://www.tcax.org/docs/ass-specs.htm. White what has been heard, grey what is to come, a dark
/// outline.
constexpr std::string_view kAssHead =
    "[Script Info]\n"
    "Title: {}\n"
    "ScriptType: v4.00+\n"
    "PlayResX: 1920\n"
    "PlayResY: 1080\n"
    "WrapStyle: 2\n"
    "ScaledBorderAndShadow: yes\n"
    "\n"
    "[V4+ Styles]\n"
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, "
    "Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, "
    "Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\n"
    "Style: Default,Noto Sans CJK SC,72,&H00FFFFFF,&H00A0A0A0,&H00202020,&H80000000,"
    "0,0,0,0,100,100,0,0,1,3,0,2,80,80,60,1\n"
    "\n"
    "[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";

std::string Replaced(std::string_view text,
                     const std::vector<std::pair<char, std::string_view>>& pairs) {
  std::string out;
  for (const char c : text) {
    const auto found =
        std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == c; });
    if (found == pairs.end()) {
      out += c;
    } else {
      out += found->second;
    }
  }
  return out;
}

std::string AssText(std::string_view text) {
  return Replaced(text, {{'{', "｛"}, {'}', "｝"}, {'\\', "＼"}});
}

/// Fields end with a comma.
std::string AssField(std::string_view text) { return Replaced(AssText(text), {{',', "，"}}); }

/// What looks like a time would be one.
std::string LrcText(std::string_view text) {
  return Replaced(text, {{'<', "＜"}, {'>', "＞"}, {'[', "［"}, {']', "］"}});
}

std::int64_t Hundredths(std::int64_t ms) { return (ms + 5) / 10; }

std::string AssTime(std::int64_t ms) {
  const std::int64_t cs = Hundredths(ms);
  return fmt::format("{}:{:02}:{:02}.{:02}", cs / 360'000, cs / 6000 % 60, cs / 100 % 60, cs % 100);
}

std::string LrcTime(std::int64_t ms) {
  const std::int64_t cs = Hundredths(ms);
  return fmt::format("{:02}:{:02}.{:02}", cs / 6000, cs / 100 % 60, cs % 100);
}

/// A piece of a line that lights up at once: a word and the marks behind it.
struct Piece {
  std::string_view text;
  std::int64_t begin_ms = 0;
};

/// The pieces of a line, of which `begin_ms` is the earliest time; together they are the line.
std::vector<Piece> PiecesOf(const Caption::Line& line, std::int64_t begin_ms, std::int64_t end_ms) {
  std::vector<Piece> pieces;
  const std::string_view text = line.text;
  std::size_t at = 0;
  for (std::size_t i = 0; i < line.words.size(); ++i) {
    const std::size_t stop =
        i + 1 < line.words.size() ? line.words[i + 1].text.begin : line.text.size();
    begin_ms = std::clamp(line.words[i].begin_ms, begin_ms, std::max(begin_ms, end_ms));
    pieces.push_back({text.substr(at, stop - at), begin_ms});
    at = stop;
  }
  if (pieces.empty() && !text.empty()) pieces.push_back({text, begin_ms});
  return pieces;
}

/// The pieces of each line of a caption.
std::vector<std::vector<Piece>> PiecesOf(const Caption& caption) {
  std::vector<std::vector<Piece>> lines;
  std::int64_t from = caption.begin_ms;
  for (const Caption::Line& line : caption.lines) {
    lines.push_back(PiecesOf(line, from, caption.end_ms));
    if (!lines.back().empty()) from = lines.back().back().begin_ms;
  }
  return lines;
}

std::string AssLine(const Caption& caption) {
  const std::vector<std::vector<Piece>> lines = PiecesOf(caption);
  std::vector<Piece> pieces;
  for (const auto& line : lines) pieces.insert(pieces.end(), line.begin(), line.end());
  std::string text;
  const std::int64_t begin = Hundredths(caption.begin_ms);
  if (!pieces.empty() && Hundredths(pieces.front().begin_ms) > begin) {
    text = fmt::format("{{\\k{}}}", Hundredths(pieces.front().begin_ms) - begin);
  }
  std::size_t number = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text += "\\N";
    for (const Piece& piece : lines[i]) {
      ++number;
      const std::int64_t stop = number < pieces.size() ? pieces[number].begin_ms : caption.end_ms;
      text += fmt::format("{{\\kf{}}}{}", Hundredths(stop) - Hundredths(piece.begin_ms),
                          AssText(piece.text));
    }
  }
  return text;
}

}  // namespace

std::string Ass(const episode::Transcript& transcript) {
  std::string out = fmt::format(kAssHead, AssText(TitleOf(transcript.episode)));
  for (const Caption& caption : CaptionsOf(transcript.sentences)) {
    out += fmt::format("Dialogue: 0,{},{},Default,{},0,0,0,,{}\n", AssTime(caption.begin_ms),
                       AssTime(caption.end_ms), AssField(caption.speaker), AssLine(caption));
  }
  return out;
}

std::string Lrc(const episode::Transcript& transcript) {
  const std::vector<Caption> captions = CaptionsOf(transcript.sentences);
  const bool several = std::any_of(captions.begin(), captions.end(), [&](const Caption& caption) {
    return caption.speaker != captions.front().speaker;
  });
  std::string out = fmt::format(
      "[ti:{}]\n[ar:{}]\n[length:{}]\n[re:boyin]\n", LrcText(TitleOf(transcript.episode)),
      LrcText(AuthorOf(transcript.episode)), LrcTime(LengthMs(transcript.episode)));
  std::string_view speaking;
  for (const Caption& caption : captions) {
    out += fmt::format("[{}]", LrcTime(caption.begin_ms));
    if (several && caption.speaker != speaking) out += LrcText(caption.speaker) + ": ";
    speaking = caption.speaker;
    for (const std::vector<Piece>& line : PiecesOf(caption)) {
      for (const Piece& piece : line) {
        out += fmt::format("<{}>{}", LrcTime(piece.begin_ms), LrcText(piece.text));
      }
    }
    out += fmt::format("<{}>\n", LrcTime(caption.end_ms));
  }
  return out;
}

}  // namespace boyin::publish
