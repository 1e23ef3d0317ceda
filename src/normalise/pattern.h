// Rules that are rows of a table: a pattern, guards to its sides, what is said, and an example.
//
//   id     class  pattern   spoken     before  after  near  weight  prior  example   read as
//   clock  time   h : m 时  $1h点$2m                          6       0.95   20:00时起  二十点起
//
// docs/normalise.md lists what a pattern and a spoken form may hold. The rows are compiled once; at
// a place only those are tried that can begin there.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::normalise {

struct MatchContext;
struct Reading;

/// One element of a pattern.
struct PatternToken {
  enum class Kind : std::uint8_t {
    kLiteral,
    kDigits,  // D, D3, D2-4, D6+
    kNumber,  // N: 3, 3.5, 1,200
    kYear,    // Y: 1000 to 2999
    kMonth,   // M
    kDay,     // A
    kHour,    // h
    kMinute,  // m: two digits
    kLetter,  // L: one capital
    kWord,    // W: ASCII letters
    kHan,     // Z2-4: Han characters, as few as fit
    kDash,    // ~
    kSpaces,  // _
    kSame,    // =1: what the first capture was
    kMore     // >2: digits that are more than the second capture
  };
  Kind kind = Kind::kLiteral;
  std::string_view literal;
  std::size_t least = 1;
  std::size_t most = 1;
  bool counted = true;  ///< `!`: no measure word or unit may follow
  bool round = true;    ///< `%`: does not end in 00
};

/// What must, or must not, stand beside a match.
struct PatternGuard {
  std::vector<std::string_view> wanted;
  std::vector<std::string_view> unwanted;
};

struct PatternRule {
  std::string name;  ///< "patterns.tsv/id"
  std::string_view semiotic_class;
  std::vector<PatternToken> tokens;
  std::string_view spoken;
  PatternGuard before;
  PatternGuard after;
  PatternGuard near;
  // What refuses most places at once, for rows that begin with a number: how many digits there may
  // be, and which characters may stand behind them (none: any).
  std::size_t least = 1;
  std::size_t most = 64;
  std::u32string seconds;
  int weight = 0;
  float prior = 0.95F;
};

/// Which of the rows that begin with a number are worth trying at a place: one bit a row.
class PatternIndex {
 public:
  static constexpr std::size_t kRows = 512;
  static constexpr std::size_t kBits = 64;
  using Rows = std::array<std::uint64_t, kRows / kBits>;

  void Add(const PatternRule& rule, std::size_t row);

  /// Rows that so many digits may begin, and that do not want another character on the left (or,
  /// past a bracket or a quote, `beyond`), behind the digits (`next`) or behind the number that
  /// they begin (`behind`), or a text in traditional characters where it is none.
  [[nodiscard]] Rows Of(std::size_t digits, char32_t left, char32_t beyond, char32_t next,
                        char32_t behind, bool traditional) const;

 private:
  static constexpr std::size_t kCounts = 8;  // more digits than that: the last
  static constexpr std::size_t kHash = 509;  // characters are hashed: a few rows are tried in vain

  /// Rows by the character that they want at one side.
  struct Side {
    std::array<Rows, kHash> rows{};
    Rows open{};  ///< want nothing, or something that is no word
  };
  static void Want(Side& side, const std::vector<std::string_view>& words, bool last,
                   std::size_t row);

  std::array<Rows, kCounts> counts_{};
  Side left_;
  Side next_;
  Side behind_;
  Rows traditional_{};  ///< want such a text and nothing else near
};

class PatternRules {
 public:
  /// kInput with the line for a row that cannot be understood.
  [[nodiscard]] static Result<PatternRules> Load(std::string_view text, std::string_view name);

  /// Appends what the rows have to say about `context.text` from `context.at`.
  void Propose(const MatchContext& context, std::vector<Reading>& out) const;

  [[nodiscard]] const std::deque<PatternRule>& rules() const { return rules_; }

 private:
  template <typename Try>
  void Numbers(const MatchContext& context, Try try_one) const;

  std::deque<PatternRule> rules_;                              // rules are pointed at
  std::vector<const PatternRule*> digits_;                     // begin with a number
  PatternIndex index_;                                         // of digits_
  std::vector<const PatternRule*> letters_;                    // begin with letters
  std::array<std::vector<const PatternRule*>, 128> ascii_;     // of letters_, by such a letter
  std::vector<const PatternRule*> dashes_;                     // begin with any dash
  std::map<char32_t, std::vector<const PatternRule*>> signs_;  // begin with this sign
};

}  // namespace boyin::normalise
