// SubRip and WebVTT: cues are joined to sentences, and each sentence keeps the time from its first
// cue to its last.
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/utf8.h"
#include "intake/charset.h"
#include "intake/composer.h"
#include "intake/cues.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

constexpr std::int64_t kLongestGapMs = 2000;   // between cues of one sentence
constexpr std::size_t kLongestSentence = 400;  // characters

bool EndsSentence(std::string_view text) {
  constexpr std::array<std::string_view, 10> kMarks{"。", "！", "？", "…", "；",
                                                    "”",  "」", ".",  "!", "?"};
  for (const std::string_view mark : kMarks) {
    if (text.ends_with(mark)) return true;
  }
  return false;
}

/// "01:02:03,450", "02:03.450"
std::optional<std::int64_t> ReadTime(std::string_view text) {
  constexpr std::int64_t kLongest = 1'000'000'000'000;  // far from overflow when taken 1000 times
  std::int64_t whole = 0;
  std::int64_t part = 0;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      part = part * 10 + (c - '0');
      if (++digits > 9) return std::nullopt;
    } else if ((c == ':' || c == ',' || c == '.') && digits > 0 && whole < kLongest) {
      whole = (whole + part) * (c == ':' ? 60 : 1000);
      part = 0;
      digits = 0;
    } else {
      return std::nullopt;
    }
  }
  if (digits != 3) return std::nullopt;
  return whole + part;
}

/// "00:01.000 --> 00:02.000 align:start"
std::optional<TimeSpan> ReadTimes(std::string_view line) {
  const std::size_t arrow = line.find("-->");
  if (arrow == std::string_view::npos) return std::nullopt;
  const std::string begin = Collapse(line.substr(0, arrow));
  const std::string rest = Collapse(line.substr(arrow + 3));
  const auto from = ReadTime(begin);
  const auto to = ReadTime(std::string_view(rest).substr(0, rest.find(' ')));
  if (!from || !to) return std::nullopt;
  return TimeSpan{*from, *to};
}

/// Without <i>, <v 名字>, <00:01.000>, {\an8}; entities as characters.
std::string Plain(std::string_view text) {
  struct Entity {
    std::string_view name, value;
  };
  constexpr std::array<Entity, 7> kEntities{{{"&amp;", "&"},
                                             {"&lt;", "<"},
                                             {"&gt;", ">"},
                                             {"&nbsp;", " "},
                                             {"&quot;", "\""},
                                             {"&lrm;", ""},
                                             {"&rlm;", ""}}};
  // Nothing ends a tag behind these.
  const std::size_t last_angle = text.rfind('>');
  const std::size_t last_brace = text.rfind('}');
  const auto ends_ahead = [](std::size_t last, std::size_t at) {
    return last != std::string_view::npos && last > at;
  };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const char next = rest.size() > 1 ? rest[1] : ' ';
    const bool tag = rest[0] == '<' && ends_ahead(last_angle, at) &&
                     (next == '/' || (next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z') ||
                      (next >= 'a' && next <= 'z'));
    const bool place = rest[0] == '{' && next == '\\' && ends_ahead(last_brace, at);
    const std::size_t end = tag ? rest.find('>') : place ? rest.find('}') : std::string_view::npos;
    if (end != std::string_view::npos) {
      at += end + 1;
      continue;
    }
    const Entity* entity = nullptr;
    for (const Entity& one : kEntities) {
      if (rest.starts_with(one.name)) entity = &one;
    }
    out += entity != nullptr ? entity->value : rest.substr(0, 1);
    at += entity != nullptr ? entity->name.size() : 1;
  }
  return out;
}

/// Takes the lines of a file one by one.
class Reader {
 public:
  explicit Reader(Composer& composer) : composer_(composer) {}

  void Take(std::string_view line) {
    if (const auto times = ReadTimes(line)) {
      // A number or a name above the times belongs to the cue, not to the text before.
      if (before_.size() == 1) composer_.Drop(Collapse(before_.front()), "cue name");
      before_.clear();
      cues_.push_back({*times, ""});
      in_cue_ = true;
    } else if (Collapse(line).empty()) {
      Flush();
      in_cue_ = false;
    } else if (in_cue_) {
      std::string& text = cues_.back().text;
      text += (text.empty() ? "" : "\n") + Plain(line);
    } else {
      before_.emplace_back(line);
    }
  }

  std::vector<Cue> Finish() {
    Flush();
    return std::move(cues_);
  }

 private:
  /// Lines outside any cue: the head, notes, styles.
  void Flush() {
    for (const std::string& line : before_) composer_.Drop(Collapse(line), "note");
    before_.clear();
  }

  Composer& composer_;
  std::vector<Cue> cues_;
  std::vector<std::string> before_;
  bool in_cue_ = false;
};

/// Many subtitles in Chinese have no punctuation at all: then a cue is a sentence, and its lines
/// are its phrases.
bool HavePunctuation(const std::vector<Cue>& cues) {
  std::size_t ends = 0;
  for (const Cue& cue : cues) ends += EndsSentence(Collapse(cue.text)) ? 1U : 0U;
  return ends * 10 >= cues.size();
}

std::string OneLine(const Cue& cue, bool punctuated) {
  if (punctuated) return Collapse(cue.text);
  std::string out;
  std::string_view rest = cue.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string line = Collapse(rest.substr(0, end));
    if (!line.empty()) out += out.empty() ? line : "，" + line;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

void AddSentence(const std::string& text, const TimeSpan& time, Composer& composer) {
  if (!text.empty()) composer.Add(BlockKind::kParagraph, text).time = time;
}

}  // namespace

void AddSentences(const std::vector<Cue>& cues, Composer& composer) {
  const bool punctuated = HavePunctuation(cues);
  std::string sentence;
  TimeSpan time;
  for (const Cue& cue : cues) {
    const std::string line = OneLine(cue, punctuated);
    if (line.empty()) continue;
    const bool new_one = !punctuated || sentence.empty() || EndsSentence(sentence) ||
                         cue.time.begin_ms - time.end_ms > kLongestGapMs ||
                         utf8::Length(sentence) + utf8::Length(line) > kLongestSentence;
    if (new_one) {
      AddSentence(sentence, time, composer);
      sentence = line;
      time = cue.time;
    } else {
      sentence += '\n';
      sentence = Collapse(sentence.append(line));
      time.end_ms = cue.time.end_ms;
    }
  }
  AddSentence(sentence, time, composer);
}

Result<Document> ReadSubtitles(const Source& source) {
  const Result<Decoded> decoded = Decode(source.bytes, source.file, source.encoding);
  if (!decoded) return tl::unexpected(decoded.error());
  std::string_view rest = decoded->text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  Composer composer;
  Reader reader(composer);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
    reader.Take(rest.substr(0, end));
    const bool pair = rest.substr(std::min(end, rest.size())).starts_with("\r\n");
    rest.remove_prefix(std::min(end + (pair ? 2 : 1), rest.size()));
  }
  AddSentences(reader.Finish(), composer);
  Document document = std::move(composer).Finish();
  document.format = "subtitles";
  NoteDecoding(*decoded, document);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
