// SSML 1.1, the part that boyin speaks: structure becomes blocks, what is inside a line becomes the
// inline marks of docs/normalise.md. No address is ever opened.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "intake/charset.h"
#include "intake/composer.h"
#include "intake/markup.h"
#include "intake/source.h"
#include "lexicon/pinyin.h"

namespace boyin::intake {
namespace {

constexpr int kLongestPauseMs = 10'000;

std::optional<double> ReadNumber(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// "500ms", "1.5s"; or a strength.
std::optional<double> PauseMs(const Node& node) {
  std::string_view time = node.Attribute("time");
  if (!time.empty()) {
    const double unit = time.ends_with("ms") ? 1 : 1000;
    if (!time.ends_with('s')) return std::nullopt;
    time.remove_suffix(unit == 1 ? 2 : 1);
    const auto value = ReadNumber(time);
    return value && *value >= 0 ? std::optional(*value * unit) : std::nullopt;
  }
  struct Strength {
    std::string_view name;
    int ms;
  };
  constexpr std::array<Strength, 6> kStrengths{{{"none", 0},
                                                {"x-weak", 100},
                                                {"weak", 200},
                                                {"medium", 400},
                                                {"strong", 700},
                                                {"x-strong", 1200}}};
  const std::string_view strength = node.Attribute("strength");
  for (const Strength& one : kStrengths) {
    if (one.name == strength) return one.ms;
  }
  return strength.empty() ? std::optional<double>(400) : std::nullopt;
}

/// "fast", "120%", "+20%", "1.2"
std::optional<double> Rate(std::string_view text) {
  struct Name {
    std::string_view name;
    double rate;
  };
  constexpr std::array<Name, 6> kNames{{{"x-slow", 0.6},
                                        {"slow", 0.8},
                                        {"medium", 1},
                                        {"default", 1},
                                        {"fast", 1.25},
                                        {"x-fast", 1.6}}};
  for (const Name& one : kNames) {
    if (one.name == text) return one.rate;
  }
  const bool relative = text.starts_with('+') || text.starts_with('-');
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  const auto value = ReadNumber(text);
  if (!value) return std::nullopt;
  const double rate = (percent ? *value / 100 : *value) + (relative ? 1 : 0);
  return rate > 0 ? std::optional(rate) : std::nullopt;
}

bool HasDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool FitsMark(std::string_view text) {
  return !text.empty() && text.size() < 300 && text.find_first_of("{}|") == std::string::npos &&
         text.find("｛") == std::string::npos && text.find("｜") == std::string::npos &&
         text.find("｝") == std::string::npos;
}

/// "hang2zhang3", "hang 2 zhang 3" → "hang2 zhang3"; empty where it does not fit the characters.
std::string Syllables(std::string_view spelled, std::string_view written) {
  const std::string said = Collapse(spelled);
  std::string out;
  std::string syllable;
  std::size_t count = 0;
  for (std::size_t i = 0; i <= said.size(); ++i) {
    const char c = i < said.size() ? said[i] : ' ';
    const bool digit = c >= '0' && c <= '9';
    if (c != ' ') syllable += c;
    // A tone ends a syllable, even behind a space; so does a space that no tone follows.
    const std::size_t next = std::min(said.find_first_not_of(' ', i), said.size());
    const bool tone_follows = next < said.size() && said[next] >= '0' && said[next] <= '9';
    if (syllable.empty() || (!digit && (c != ' ' || tone_follows))) continue;
    if (!Pinyin::Parse(syllable)) return {};
    out += (out.empty() ? "" : " ") + syllable;
    syllable.clear();
    ++count;
  }
  return count == utf8::Length(written) ? out : std::string();
}

struct Manner {
  std::string voice;
  double rate = 1;
};

class Speech {
 public:
  explicit Speech(Composer& composer) : composer_(composer) {}

  void Run(const Node& root) {
    Children(root, {});
    words_ = true;  // a pause at the very end is kept, too
    EndBlock();
  }

  [[nodiscard]] std::vector<Message> TakeNotes() { return std::move(notes_); }

 private:
  void Children(const Node& node, const Manner& manner) {
    for (const Node& child : node.children) {
      if (child.name.empty()) {
        Say(child.text, manner);
      } else {
        Element(child, manner);
      }
    }
  }

  void Element(const Node& node, const Manner& manner) {
    const std::string& name = node.name;
    if (name == "p") {
      EndBlock();
      Children(node, manner);
      EndBlock();
    } else if (name == "s") {
      Children(node, manner);
      EndSentence();
    } else if (name == "voice" || name == "prosody") {
      Changed(node, manner);
    } else if (name == "break") {
      Pause(node);
    } else if (name == "sub") {
      Substitute(node, manner);
    } else if (name == "say-as") {
      SayAs(node, manner);
    } else if (name == "phoneme") {
      Phoneme(node, manner);
    } else if (name == "desc" || name == "metadata") {
      asides_.emplace_back(node.AllText(), name == "desc" ? "description" : "metadata");
    } else {
      Other(node, manner);
    }
  }

  void Other(const Node& node, const Manner& manner) {
    const std::string& name = node.name;
    if (name == "lexicon" || name == "lookup") {
      Note(Translated("<lexicon> is not opened: name it with --lexicon"));
    } else if (name == "audio") {
      Note(Translated("<audio> is not played; its text is read"));
    } else if (name != "mark" && name != "meta" && name != "emphasis" && name != "lang" &&
               name != "w" && name != "token") {
      Note(Translated("<{}> is unknown; its text is read", name));
    }
    Children(node, manner);
  }

  void Changed(const Node& node, Manner manner) {
    EndBlock();
    if (node.name == "voice") {
      manner.voice = node.Attribute("name");
    } else if (const std::string_view rate = node.Attribute("rate"); !rate.empty()) {
      if (const auto value = Rate(rate)) {
        manner.rate = std::clamp(manner.rate * *value, 0.5, 3.0);
      } else {
        Note(Translated("rate “{}” is not understood", rate));
      }
    }
    if (!node.Attribute("pitch").empty() || !node.Attribute("volume").empty()) {
      Note(Translated("pitch and volume of <prosody> are not followed"));
    }
    Children(node, manner);
    EndBlock();
  }

  void Pause(const Node& node) {
    const auto ms = PauseMs(node);
    if (!ms) return Note(Translated("a <break> is not understood"));
    if (*ms > kLongestPauseMs) {
      Note(Translated("a <break> is cut to {} s", kLongestPauseMs / 1000));
    }
    const int whole = static_cast<int>(std::min<double>(*ms, kLongestPauseMs));
    if (whole > 0) line_ += fmt::format("{{|{}}}", whole);
  }

  void Substitute(const Node& node, const Manner& manner) {
    const std::string written = Collapse(node.AllText());
    const std::string alias = Collapse(node.Attribute("alias"));
    if (FitsMark(written) && FitsMark(alias) && !HasDigit(alias)) {
      return Say(fmt::format("{{{}|{}}}", written, alias), manner);
    }
    asides_.emplace_back(written, "replaced by its alias");
    Say(alias, manner);
  }

  void SayAs(const Node& node, const Manner& manner) {
    const std::string text = Collapse(node.AllText());
    const std::string_view how = node.Attribute("interpret-as");
    const bool digits = how == "digits" || how == "characters" || how == "spell-out" ||
                        how == "verbatim" || how == "telephone";
    const bool number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    if (digits && number && how != "telephone") return Say("{" + text + "|#}", manner);
    Say(text, manner);
  }

  void Phoneme(const Node& node, const Manner& manner) {
    const std::string written = Collapse(node.AllText());
    const std::string_view alphabet = node.Attribute("alphabet");
    const bool pinyin = alphabet == "x-pinyin" || alphabet == "pinyin";
    const std::string said = pinyin ? Syllables(node.Attribute("ph"), written) : std::string();
    if (!said.empty() && FitsMark(written)) {
      return Say(fmt::format("{{{}|{}}}", written, said), manner);
    }
    Note(
        Translated("<phoneme> of “{}” is not followed: give one x-pinyin syllable with tone for "
                   "each character",
                   written));
    Say(written, manner);
  }

  void Say(std::string_view text, const Manner& manner) {
    if (line_.empty() && IsBlank(text)) return;  // a line never holds blanks alone
    if (!words_) manner_ = manner;
    words_ = true;
    line_ += text;
  }

  void EndSentence() {
    constexpr std::array<std::string_view, 9> kMarks{"。", "！", "？", "；", "…",
                                                     "”",  ".",  "!",  "?"};
    while (line_.ends_with(' ') || line_.ends_with('\n')) line_.pop_back();
    const bool ends =
        line_.empty() || std::any_of(kMarks.begin(), kMarks.end(),
                                     [&](std::string_view mark) { return line_.ends_with(mark); });
    if (!ends) line_ += "。";
  }

  void EndBlock() {
    if (!words_) return;  // a pause between blocks opens the next one
    const std::string text = Collapse(line_);
    line_.clear();
    words_ = false;
    if (!text.empty()) {
      Block& block = composer_.Add(BlockKind::kParagraph, text);
      block.voice = manner_.voice;
      block.rate = manner_.rate;
    }
    for (const auto& [aside, reason] : asides_) composer_.Drop(Collapse(aside), reason);
    asides_.clear();
  }

  void Note(Message message) {
    if (noted_.insert(message.en).second) notes_.push_back(std::move(message));
  }

  Composer& composer_;
  std::string line_;
  bool words_ = false;  // the line holds more than pauses
  Manner manner_;       // in which its first word is said
  std::vector<std::pair<std::string, std::string_view>> asides_;
  std::set<std::string> noted_;
  std::vector<Message> notes_;
};

}  // namespace

Result<Document> ReadSsml(const Source& source) {
  const Result<Decoded> decoded =
      Decode(source.bytes, source.file, source.encoding, DeclaredEncoding(source.bytes));
  if (!decoded) return tl::unexpected(decoded.error());
  const Result<Node> root = ParseXml(decoded->text, source.file);
  if (!root) return tl::unexpected(root.error());
  if (root->name != "speak") {
    return Fail(Code::kInput, std::string(source.file),
                Translated("is no SSML: its root is <{}>, not <speak>", root->name),
                Translated("put the text into <speak>"));
  }
  Composer composer;
  Speech speech(composer);
  speech.Run(*root);
  Document document = std::move(composer).Finish();
  document.format = "ssml";
  document.notes = speech.TakeNotes();
  if (const std::string_view language = root->Attribute("xml:lang"); language.starts_with("zh")) {
    document.metadata.language = language;
  }
  NoteDecoding(*decoded, document);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
