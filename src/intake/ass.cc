// Advanced SubStation (.ass, .ssa) and lyrics (.lrc): the words that are seen, with their times.
#include <algorithm>
#include <optional>
#include <string>

#include "intake/charset.h"
#include "intake/composer.h"
#include "intake/cues.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

/// "0:00:01.00" in hours, or "01:23.45" in minutes.
std::optional<std::int64_t> ReadClock(std::string_view text) {
  std::int64_t units = 0;
  std::int64_t part = 0;
  std::int64_t fraction = 0;
  std::size_t decimals = 0;
  std::size_t digits = 0;
  bool point = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9' && digits < 6) {
      if (point && decimals < 3) {
        fraction = fraction * 10 + (c - '0');
        ++decimals;
      } else if (!point) {
        part = part * 10 + (c - '0');
      }
      ++digits;
    } else if (c == ':' && digits > 0 && !point && units < 100'000) {
      units = (units + part) * 60;
      part = 0;
      digits = 0;
    } else if (c == '.' && digits > 0 && !point) {
      point = true;
      digits = 0;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0) return std::nullopt;
  for (; decimals < 3; ++decimals) fraction *= 10;
  return (units + part) * 1000 + fraction;
}

std::string_view TakeLine(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Without {\override codes}; \N and \n end a line, \h is a space. A drawing has no words.
std::string Plain(std::string_view text) {
  std::string out;
  bool drawing = false;
  const std::size_t last = text.rfind('}');
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '{' && last != std::string_view::npos && at < last) {
      const std::size_t end = text.find('}', at);
      const std::string_view codes = text.substr(at, end - at);
      const std::size_t draw = codes.rfind("\\p");
      if (draw != std::string_view::npos && draw + 2 < codes.size() && codes[draw + 2] >= '0' &&
          codes[draw + 2] <= '9') {
        drawing = codes[draw + 2] != '0';
      }
      at = end;
    } else if (drawing) {
      continue;
    } else if (text[at] == '\\' && at + 1 < text.size() &&
               (text[at + 1] == 'N' || text[at + 1] == 'n' || text[at + 1] == 'h')) {
      out += text[at + 1] == 'h' ? ' ' : '\n';
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

/// The columns of a line of events, as its Format line names them.
struct Columns {
  std::size_t begin = 1;
  std::size_t end = 2;
  std::size_t text = 9;

  void Read(std::string_view format) {
    std::size_t i = 0;
    while (true) {
      const std::size_t comma = std::min(format.find(','), format.size());
      const std::string name = Collapse(format.substr(0, comma));
      if (name == "Start") begin = i;
      if (name == "End") end = i;
      if (name == "Text") text = i;
      ++i;
      if (comma == format.size()) return;
      format.remove_prefix(comma + 1);
    }
  }

  [[nodiscard]] std::optional<Cue> Dialogue(std::string_view line) const {
    Cue cue;
    std::optional<std::int64_t> from;
    std::optional<std::int64_t> to;
    for (std::size_t i = 0; i < text; ++i) {
      const std::size_t comma = line.find(',');
      if (comma == std::string_view::npos) return std::nullopt;
      if (i == begin) from = ReadClock(Collapse(line.substr(0, comma)));
      if (i == end) to = ReadClock(Collapse(line.substr(0, comma)));
      line.remove_prefix(comma + 1);
    }
    if (!from || !to) return std::nullopt;
    cue.time = {*from, *to};
    cue.text = Plain(line);
    return cue;
  }
};

Result<Decoded> DecodeWithoutMark(const Source& source) {
  Result<Decoded> decoded = Decode(source.bytes, source.file, source.encoding);
  if (decoded && decoded->text.starts_with("\xEF\xBB\xBF")) decoded->text.erase(0, 3);
  return decoded;
}

Result<Document> Finish(std::vector<Cue> cues, Composer composer, const Decoded& decoded,
                        const Source& source, std::string title) {
  std::stable_sort(cues.begin(), cues.end(),
                   [](const Cue& a, const Cue& b) { return a.time.begin_ms < b.time.begin_ms; });
  AddSentences(cues, composer);
  Document document = std::move(composer).Finish();
  document.format = "subtitles";
  document.metadata.title = std::move(title);
  NoteDecoding(decoded, document);
  return Complete(std::move(document), source);
}

}  // namespace

Result<Document> ReadAss(const Source& source) {
  const Result<Decoded> decoded = DecodeWithoutMark(source);
  if (!decoded) return tl::unexpected(decoded.error());
  Composer composer;
  Columns columns;
  std::vector<Cue> cues;
  std::string title;
  bool events = false;
  for (std::string_view rest = decoded->text; !rest.empty();) {
    const std::string_view line = TakeLine(rest);
    if (line.starts_with('[')) events = line.starts_with("[Events]");
    if (line.starts_with("Title:")) title = Collapse(line.substr(6));
    if (events && line.starts_with("Format:")) columns.Read(line.substr(7));
    const bool said = events && line.starts_with("Dialogue:");
    std::optional<Cue> cue = said ? columns.Dialogue(line.substr(9)) : std::nullopt;
    if (cue) {
      cues.push_back(std::move(*cue));
    } else {
      composer.Drop(Collapse(line), events ? "note" : "style");
    }
  }
  return Finish(std::move(cues), std::move(composer), *decoded, source, std::move(title));
}

Result<Document> ReadLyrics(const Source& source) {
  const Result<Decoded> decoded = DecodeWithoutMark(source);
  if (!decoded) return tl::unexpected(decoded.error());
  Composer composer;
  std::vector<Cue> cues;
  std::string title;
  for (std::string_view rest = decoded->text; !rest.empty();) {
    std::string_view line = TakeLine(rest);
    const std::string_view whole = line;
    std::vector<std::int64_t> times;
    while (line.starts_with('[')) {
      const std::size_t end = line.find(']');
      const auto time =
          end == std::string_view::npos ? std::nullopt : ReadClock(line.substr(1, end - 1));
      if (!time || times.size() > 100) break;
      times.push_back(*time);
      line.remove_prefix(end + 1);
    }
    if (times.empty()) {
      if (whole.starts_with("[ti:")) title = Collapse(whole.substr(4, whole.find(']') - 4));
      composer.Drop(Collapse(whole), "note");
    }
    for (const std::int64_t time : times) cues.push_back({{time, time}, std::string(line)});
  }
  std::stable_sort(cues.begin(), cues.end(),
                   [](const Cue& a, const Cue& b) { return a.time.begin_ms < b.time.begin_ms; });
  // A line lasts until the next one.
  for (std::size_t i = 0; i + 1 < cues.size(); ++i) cues[i].time.end_ms = cues[i + 1].time.begin_ms;
  return Finish(std::move(cues), std::move(composer), *decoded, source, std::move(title));
}

}  // namespace boyin::intake
