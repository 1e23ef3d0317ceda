// Pronounce: readable Mandarin in, syllables out. 行 is háng or xíng, 重 is chóng or zhòng; tones
// are those of connected speech.
//
//   Result<Pronouncer> pronouncer = Pronouncer::Create({});
//   Utterance u = pronouncer->Pronounce(spoken);
//   u.tokens[0].pinyin.text();      // "chong2", the dictionary reading
//   u.tokens[0].surface.text();     // what is spoken, after sandhi
//
// A Pronouncer is immutable once made and may be shared by threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/range.h"
#include "base/result.h"
#include "lexicon/lexicon.h"
#include "lexicon/pinyin.h"
#include "normalise/normalise.h"

namespace boyin::pronounce {

enum class TokenKind : std::uint8_t {
  kSyllable,     ///< one Han character
  kForeign,      ///< a run of Latin (or other) letters: see Utterance::foreign
  kPunctuation,  ///< one mark, or a run of spaces: never spoken
  kPause         ///< a pause that the writer asked for
};

/// Who had the last word on a reading.
enum class DecidedBy : std::uint8_t { kCharacter, kLexicon, kModel, kName, kUser, kUnknown };

/// Parts of speech, cppjieba's letters; the order is that of build_lexicon.py.
enum class Tag : std::uint8_t {
  kNone,
  kNoun,
  kPerson,
  kPlace,
  kOrganisation,
  kProperNoun,
  kVerb,
  kVerbalNoun,
  kAdjective,
  kAdverb,
  kNumeral,
  kMeasure,
  kPronoun,
  kPreposition,
  kConjunction,
  kParticle,
  kTime,
  kDirection,
  kIdiom,
  kModal,
  kAbbreviation,
  kLocus,
  kDistinguishing,
  kSuffix,
  kState,
  kHabitual,
  kInterjection,
  kOnomatopoeia,
  kMorpheme,
  kPrefix
};

/// A reading less likely than this is shown to an editor: measured to hold most wrong syllables and
/// few right ones (docs/pronounce.md).
inline constexpr int kDoubtful = 99;

/// Tokens follow each other without gap: their ranges tile the spoken text (pauses are empty).
struct Token {
  TokenKind kind = TokenKind::kSyllable;
  DecidedBy decided_by = DecidedBy::kCharacter;
  bool word_start = false;        ///< a word of the segmentation begins here
  Tag tag = Tag::kNone;           ///< of that word
  std::uint8_t confidence = 100;  ///< how likely the reading is right, per cent; see kDoubtful
  std::uint32_t index = 0;        ///< kForeign: into Utterance::foreign; kPause: milliseconds
  Pinyin pinyin;                  ///< kSyllable: dictionary reading; "r5" for the 儿 that merges
  Pinyin surface;                 ///< kSyllable: as spoken; none for the 儿 that merges
  Pinyin other;                   ///< kSyllable in doubt: what else it may be; or none
  Range spoken;                   ///< bytes of Utterance::text

  bool operator==(const Token&) const = default;
};

/// How a foreign run is said.
struct Foreign {
  Range spoken;
  std::string text;  ///< as it stands
  std::string as;    ///< what to hand to an English voice: "G D P", "iPhone", "NATO"

  bool operator==(const Foreign&) const = default;
};

struct Utterance {
  std::string text;  ///< Spoken::text
  std::vector<Token> tokens;
  std::vector<Foreign> foreign;

  bool operator==(const Utterance&) const = default;
};

/// Whose readings: the mainland's (审音表), or Taiwan's where they differ (taiwan.tsv: 垃圾 le4
/// se4, 星期 qi2).
enum class Standard : std::uint8_t { kMainland, kTaiwan };

/// The standard of a voice's language: zh-TW is Taiwan's.
[[nodiscard]] Standard StandardOf(std::string_view language);

struct Options {
  bool citation = false;  ///< full tones where speech has lexical neutral ones (知识 zhi1 shi2)
};

/// What each authority says of one syllable of a word, for `boyin lexicon why WORD`.
struct Witness {
  std::string text;  ///< the character
  Pinyin decided;    ///< what Pronounce gives for the word alone
  DecidedBy by = DecidedBy::kCharacter;
  Pinyin character;  ///< its commonest reading; none for a stranger
  Pinyin lexicon;    ///< the segmented lexicon
  Pinyin model;      ///< none where the model does not know the character
  std::uint8_t model_per_cent = 0;
  Pinyin name;  ///< as a surname, where that is another reading
  Pinyin user;  ///< the station's own table

  bool operator==(const Witness&) const = default;
};

/// One of the readings that a character has.
struct Choice {
  Pinyin pinyin;
  std::uint8_t per_cent = 0;  ///< how likely it is here; of all choices 0 where nothing tells

  bool operator==(const Choice&) const = default;
};

class Pronouncer {
 public:
  /// Opens the lexicon (milliseconds). The user's `pinyin` columns win over everything.
  [[nodiscard]] static Result<Pronouncer> Create(const Options& options,
                                                 const lexicon::Lexicon& lexicon = {});

  Pronouncer(Pronouncer&&) noexcept;
  Pronouncer& operator=(Pronouncer&&) noexcept;
  ~Pronouncer();

  /// Never fails: a character without any known reading gets a token decided by kUnknown that is
  /// spoken as 某 (mou3).
  [[nodiscard]] Utterance Pronounce(const normalise::Spoken& spoken,
                                    Standard standard = Standard::kMainland) const;

  /// For each token of an utterance the readings that its character has, the likeliest first, for
  /// an editor who chooses; none where there is but one.
  [[nodiscard]] std::vector<std::vector<Choice>> Choices(const Utterance& utterance) const;

  /// One witness for each Han character of `word`, which is read by itself.
  [[nodiscard]] std::vector<Witness> Why(std::string_view word) const;

 private:
  struct Tables;
  explicit Pronouncer(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

}  // namespace boyin::pronounce
