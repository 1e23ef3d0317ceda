#include "synthesise/remote/request_text.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace boyin::synthesise::remote {
namespace {

bool IsMarked(const prosody::SyllableUnit& syllable, Marking marking) {
  return marking == Marking::kAll || (marking == Marking::kPolyphones && syllable.polyphone);
}

/// One word of the plan, for the dialects that correct words.
struct Word {
  std::string written;
  std::string minimax;  ///< "(hang2)(zhang3)"
  std::string stepfun;  ///< "hang2长": only what is marked is spelt
  bool marked = false;
};

class Composer {
 public:
  Composer(const prosody::Plan& plan, const Dialect& dialect, Marking marking)
      : plan_(plan), dialect_(dialect), marking_(marking) {}

  RequestText Run() {
    std::optional<std::size_t> at;  // byte of the plan's text up to which all is written
    for (const prosody::Unit& unit : plan_.units) {
      const std::optional<Range> said = prosody::SpokenOf(unit);
      if (!said) {
        Break(std::get<prosody::BreakUnit>(unit).length_ms);
        continue;
      }
      if (at) Between(*at, said->begin);
      Say(unit, TextOf(*said));
      at = said->end;
    }
    EndWord();
    if (at) Between(*at, plan_.text_begin + plan_.text.size());
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view TextOf(Range range) const {
    const std::size_t begin =
        std::clamp(range.begin, plan_.text_begin, plan_.text_begin + plan_.text.size());
    const std::size_t end = std::clamp(range.end, begin, plan_.text_begin + plan_.text.size());
    return std::string_view(plan_.text).substr(begin - plan_.text_begin, end - begin);
  }

  /// The marks of the text itself tell of most pauses.
  void Between(std::size_t begin, std::size_t end) {
    if (begin < end) out_.text += dialect_.Escape(TextOf({begin, end}));
  }

  void Break(int length_ms) {
    constexpr int kHeard = 100;  // ms; shorter ones are a voice's own affair
    EndWord();
    if (!dialect_.pause.empty() && length_ms >= kHeard) out_.text += dialect_.Pause(length_ms);
  }

  void Say(const prosody::Unit& unit, std::string_view text) {
    const auto* syllable = std::get_if<prosody::SyllableUnit>(&unit);
    if (syllable == nullptr || syllable->word_start) EndWord();
    if (syllable == nullptr) {
      out_.text += dialect_.Escape(text);
      return;
    }
    const bool marked = IsMarked(*syllable, marking_);
    const std::string spelt = dialect_.Syllable(dialect_.Escape(text), syllable->pinyin);
    if (dialect_.where == Where::kInline) {
      out_.text += marked ? spelt : dialect_.Escape(text);
      return;
    }
    out_.text += text;
    word_.written += text;
    word_.minimax += spelt;
    word_.stepfun += marked ? spelt : std::string(text);
    word_.marked = word_.marked || marked;
  }

  void EndWord() {
    if (word_.marked) {
      const std::string& reading =
          dialect_.where == Where::kPronunciationDict ? word_.minimax : word_.stepfun;
      std::string correction = fmt::format("{}/{}", word_.written, reading);
      if (std::ranges::find(out_.corrections, correction) == out_.corrections.end()) {
        out_.corrections.push_back(std::move(correction));
      }
    }
    word_ = {};
  }

  const prosody::Plan& plan_;
  const Dialect& dialect_;
  Marking marking_;
  RequestText out_;
  Word word_;
};

}  // namespace

RequestText ComposeText(const prosody::Plan& plan, const Dialect& dialect, Marking marking) {
  return Composer(plan, dialect, marking).Run();
}

}  // namespace boyin::synthesise::remote
