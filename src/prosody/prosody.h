// Prosody: syllables in, a plan for an engine out. It cuts the utterance into sentences and phrases
// and decides where the reader breathes, for how long.
//
//   for (const Sentence& s : prosody::Phrase(utterance, voice)) engine.Speak(s.plan);
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/range.h"
#include "lexicon/pinyin.h"
#include "pronounce/pronounce.h"
#include "voice/voice.h"

namespace boyin::prosody {

/// How strongly what is said is parted from what follows it.
enum class Break : std::uint8_t {
  kNone,     ///< inside a prosodic word
  kWord,     ///< between prosodic words: no pause, hardly a difference
  kPhrase,   ///< between prosodic phrases: its last syllable is lengthened
  kMajor,    ///< a breath: most commas, and inside a long clause
  kSentence  ///< at the end of a sentence
};

/// One spoken syllable.
struct SyllableUnit {
  Pinyin pinyin;  ///< surface form
  Range spoken;   ///< bytes of Utterance::text (with the 儿 that merged into it)
  bool word_start = false;
  Break break_after = Break::kNone;
  bool polyphone = false;  ///< the words around it decided its reading, not the character

  bool operator==(const SyllableUnit&) const = default;
};

/// A foreign run for an English voice.
struct ForeignUnit {
  std::string as;
  Range spoken;
  Break break_after = Break::kNone;

  bool operator==(const ForeignUnit&) const = default;
};

/// Silence inside a sentence.
struct BreakUnit {
  int length_ms = 0;

  bool operator==(const BreakUnit&) const = default;
};

using Unit = std::variant<SyllableUnit, ForeignUnit, BreakUnit>;

/// A foreign run counts as so many syllables where phrases are measured.
inline constexpr std::size_t kForeignSyllables = 4;

/// What a unit says, in bytes of Utterance::text; nothing for a break.
[[nodiscard]] std::optional<Range> SpokenOf(const Unit& unit);

/// What the melody does at the end of a plan; kContinues: the sentence goes on in another one.
enum class Contour { kStatement, kQuestion, kExclamation, kContinues };

/// All that an engine must know to say one sentence, and all that its audio depends on besides the
/// voice: the key of a sentence cache.
struct Plan {
  std::vector<Unit> units;
  Contour contour = Contour::kStatement;
  /// The sentence as spoken text, marks and all, from byte `text_begin` of Utterance::text on: for
  /// the engines that read text.
  std::string text{};
  std::size_t text_begin = 0;

  bool operator==(const Plan&) const = default;
};

/// Makes `spoken` of `text` (Utterance::text) the text of a plan: whoever cuts a sentence says so.
void SetText(Plan& plan, Range spoken, std::string_view text);

struct Sentence {
  Range spoken;  ///< bytes of Utterance::text; sentences tile it
  Plan plan;     ///< without units where there is nothing to say
  int pause_after_ms = 0;

  bool operator==(const Sentence&) const = default;
};

/// The most syllables that one plan holds. A longer sentence is cut at the best place before that,
/// so that memory and delay stay bounded for text without punctuation.
inline constexpr std::size_t kMostSyllables = 120;

/// The boundary after each token; kNone after tokens that are not spoken. The 儿 that merged into
/// the syllable before it carries what follows the two.
[[nodiscard]] std::vector<Break> Breaks(const pronounce::Utterance& utterance);

[[nodiscard]] std::vector<Sentence> Phrase(const pronounce::Utterance& utterance,
                                           const voice::Voice& voice);

}  // namespace boyin::prosody
