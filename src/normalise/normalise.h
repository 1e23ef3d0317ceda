// Normalise: written Mandarin in, readable Mandarin out. 6·23 becomes 六二三, 15位 becomes 十五位,
// 創(chuàng)先爭優(yōu) becomes 创先争优.
//
//   Result<Normaliser> normaliser = Normaliser::Create({});
//   Spoken spoken = normaliser->Normalise("抗擊“6•23”特大龍卷風");
//   spoken.text;                        // 抗击“六二三”特大龙卷风
//
// A Normaliser is immutable once made and may be shared by threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/range.h"
#include "base/result.h"
#include "lexicon/lexicon.h"

namespace boyin::normalise {

/// How a piece of the written text came to be spoken.
enum class PieceKind {
  kSame,        ///< byte for byte parallel: copied, or converted character for character
  kVerbalised,  ///< read as something else: `detail` says what
  kSkipped      ///< not read; the spoken range is empty, `detail` says why
};

/// Why a verbalised or skipped piece reads as it does.
struct Detail {
  std::string semiotic_class;  ///< "date", "event date", "cardinal", … or "skipped"
  std::string rule;            ///< the rule or table line that decided, "date/7"
  std::string reason;          ///< for skipped pieces: "pinyin gloss", "page boilerplate"
  float confidence = 1.0F;     ///< 0–1; below 0.8 an editor is asked to look
  std::vector<std::string> alternatives;  ///< other readings, likeliest first

  bool operator==(const Detail&) const = default;
};

/// One tile. The written ranges of the pieces tile the input, the spoken ranges tile the output.
struct Piece {
  PieceKind kind = PieceKind::kSame;
  Range written;
  Range spoken;
  std::size_t detail = 0;  ///< index into Spoken::details unless kSame

  bool operator==(const Piece&) const = default;
};

/// A wish of the writer for a later room, from an inline mark: a pinyin for a word, a pause.
struct Override {
  enum class Kind { kPinyin, kPause };
  Kind kind = Kind::kPinyin;
  Range spoken;
  std::string value;  ///< "chong2 qing4", or milliseconds "500"

  bool operator==(const Override&) const = default;
};

struct Spoken {
  std::string text;  ///< simplified, readable: Han characters, Latin runs, punctuation
  std::vector<Piece> pieces;
  std::vector<Detail> details;
  std::vector<Override> overrides;

  /// The written range that a spoken range came from (the hull of the pieces it touches; exact
  /// inside kSame pieces).
  [[nodiscard]] Range WrittenFor(Range spoken) const;

  bool operator==(const Spoken&) const = default;
};

/// Where stations differ. The defaults are the house reading.
struct Options {
  bool yao = true;            ///< 1 as 幺 in telephone numbers and the like
  bool liang_bai = false;     ///< 200 as 两百
  bool emoji_named = false;   ///< emoji by name instead of skipped
  bool drop_celsius = false;  ///< 五度 instead of 五摄氏度
  bool per_last = false;      ///< 六十公里每小时 instead of 每小时六十公里
};

class Normaliser {
 public:
  /// Compiles the tables. The lexicon's `spoken` columns win over every rule. kUsage for an entry
  /// that cannot be used.
  [[nodiscard]] static Result<Normaliser> Create(const Options& options,
                                                 const lexicon::Lexicon& lexicon = {});

  Normaliser(Normaliser&&) noexcept;
  Normaliser& operator=(Normaliser&&) noexcept;
  ~Normaliser();

  /// Reads one line or paragraph of valid UTF-8 (a newline in it counts as a space). Never fails:
  /// what no rule knows is spelled out. Linear in the length of `written`.
  [[nodiscard]] Spoken Normalise(std::string_view written) const;

 private:
  struct Tables;
  class Walker;
  explicit Normaliser(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

}  // namespace boyin::normalise
