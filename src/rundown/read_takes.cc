#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/message.h"
#include "base/toml_fields.h"
#include "base/utf8.h"
#include "rundown/takes.h"

namespace boyin::rundown {
namespace {

constexpr int kMostSame = 10'000;
constexpr int kLongestPauseMs = 60'000;
constexpr double kSlowest = 0.5;
constexpr double kFastest = 3;

bool IsBlank(char32_t c) {
  return c <= U' ' || c == U'\u00A0' || c == U'\u3000' || (c >= U'\u2000' && c <= U'\u200B') ||
         c == U'\uFEFF';
}

/// An inline mark of docs/normalise.md.
struct Mark {
  std::string_view words;  ///< that it is about
  std::size_t end = 0;
};

/// The next of the signs that a mark is made of; the end of `text` where there is none.
std::size_t NextSign(std::string_view text, std::size_t at, char32_t& sign) {
  constexpr std::u32string_view kSigns = U"{|}｛｜｝";
  while (at < text.size()) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (const std::size_t which = kSigns.find(c.value); which != std::u32string_view::npos) {
      sign = kSigns[which % 3];
      return at;
    }
    at += c.length;
  }
  return at;
}

std::optional<Mark> MarkAt(std::string_view text, std::size_t at) {
  char32_t sign = 0;
  if (NextSign(text, at, sign) != at || sign != U'{') return std::nullopt;
  const std::size_t words = at + utf8::Decode(text, at).length;
  const std::size_t bar = NextSign(text, words, sign);
  if (bar == text.size() || sign != U'|') return std::nullopt;
  const std::size_t end = NextSign(text, bar + utf8::Decode(text, bar).length, sign);
  if (end == text.size() || sign != U'}') return std::nullopt;
  return Mark{text.substr(words, bar - words), end + utf8::Decode(text, end).length};
}

TomlKind Kind() { return {Code::kInput, Translated("docs/takes.md has every key")}; }

/// Walks one file, keeping the first thing that is wrong.
class TakesReader {
 public:
  TakesReader(const std::string& name, const std::vector<std::string>& voices, TomlFaults& faults)
      : name_(name), voices_(voices), faults_(faults) {}

  std::vector<Take> Read(TomlFields& fields) {
    const toml::node* node = fields.Find("take");
    const toml::array* list = node == nullptr ? nullptr : node->as_array();
    const bool tables = list != nullptr && (list->empty() || list->is_homogeneous<toml::table>());
    if (node != nullptr && !tables) {
      faults_.Add(PlaceOf(node->source()), Translated("“take” must be tables"),
                  Translated("write [[take]] above each"));
    }
    if (tables) {
      for (const toml::node& one : *list) ReadTake(*one.as_table());
    }
    return std::move(takes_);
  }

 private:
  void ReadTake(const toml::table& table) {
    TomlFields fields(table, faults_);
    Take take;
    TextPlace place = PlaceOf(table.source());
    take.sentence = fields.Text("sentence", &place);
    take.where = fmt::format("{}:{}:{}", name_, place.line, place.column);
    take.nth = fields.Whole("nth", 1, kMostSame, 1);
    take.say = Filled(fields, "say");
    ReadVoice(fields, take);
    take.rate = fields.Number("rate", kSlowest, kFastest, 1);
    take.audio = Filled(fields, "audio");
    take.speaker = Filled(fields, "speaker");
    take.pause_before_ms = Pause(fields, "pause_before");
    take.pause_after_ms = Pause(fields, "pause_after");
    take.locked = fields.Flag("locked", false);
    fields.Done();
    Check(take, place);
    takes_.push_back(std::move(take));
  }

  /// A text that says something, where it is there at all.
  std::string Filled(TomlFields& fields, std::string_view key) {
    TextPlace place;
    std::string text = fields.Text(key, &place);
    if (place != TextPlace{} && KeyOf(text).empty()) {
      faults_.Add(place, Translated("“{}” is empty", key),
                  Translated("fill it in, or leave the line away"));
    }
    return text;
  }

  void ReadVoice(TomlFields& fields, Take& take) {
    TextPlace place;
    take.voice = fields.Text("voice", &place);
    if (take.voice.empty()) return;
    if (std::ranges::find(voices_, take.voice) != voices_.end()) return;
    faults_.Unknown(place, Translated("unknown voice"), take.voice,
                    {voices_.begin(), voices_.end()});
  }

  static std::optional<int> Pause(TomlFields& fields, std::string_view key) {
    const int pause = fields.Whole(key, 0, kLongestPauseMs, -1);
    return pause < 0 ? std::nullopt : std::optional(pause);
  }

  void Check(const Take& take, const TextPlace& place) {
    const std::string key = KeyOf(take.sentence);
    if (key.empty()) {
      return faults_.Add(place, Translated("“sentence” is missing"),
                         Translated("copy the sentence from the text: sentence = \"今天多云。\""));
    }
    if (!seen_.emplace(key, take.nth).second) {
      faults_.Add(
          place, Translated("there are two takes of this sentence"),
          Translated("make one of them, or say with “nth” which of the same sentences it is"));
    }
    const bool says_how = !take.voice.empty() || take.rate != 1;
    if (!take.audio.empty() && says_how) {
      faults_.Add(place, Translated("a recording has neither “voice” nor “rate”"),
                  Translated("leave away one or the other"));
    }
    if (take.audio.empty() && !take.speaker.empty()) {
      faults_.Add(place, Translated("“speaker” is who is heard in “audio”"),
                  Translated("use “voice” for a voice of boyin"));
    }
  }

  const std::string& name_;
  const std::vector<std::string>& voices_;
  TomlFaults& faults_;
  std::set<std::pair<std::string, int>> seen_;
  std::vector<Take> takes_;
};

}  // namespace

Result<std::vector<Take>> ReadTakes(std::string_view toml, const std::string& name,
                                    const std::vector<std::string>& voices) {
  return ReadToml(toml, name, Kind(), [&](TomlFields& fields) {
    return TakesReader(name, voices, fields.faults()).Read(fields);
  });
}

std::string KeyOf(std::string_view sentence) {
  std::string key;
  for (std::size_t at = 0; at < sentence.size();) {
    if (const std::optional<Mark> mark = MarkAt(sentence, at)) {
      key += KeyOf(mark->words);
      at = mark->end;
      continue;
    }
    const utf8::CodePoint c = utf8::Decode(sentence, at);
    if (!IsBlank(c.value)) key += sentence.substr(at, c.length);
    at += c.length;
  }
  return key;
}

}  // namespace boyin::rundown
