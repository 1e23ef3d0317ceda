#include "prosody/features.h"

#include <algorithm>

namespace boyin::prosody {
namespace {

enum Kind : std::uint32_t {
  kWordStage = 1000,
  kCommaStage = 2000,
  kPhraseStage = 3000,
  kLastWord = 4000,
  kLastPhrase
};

/// Syllables: no feature tells places apart that are further than this from an end of the clause.
constexpr std::size_t kFar = 40;

/// Numerals are alike: what stands beside one is no word of its own.
constexpr std::u32string_view kNumerals = U"零〇一二三四五六七八九十百千万亿两幺点";

bool IsNumeral(char32_t c) { return c != 0 && kNumerals.find(c) != std::u32string_view::npos; }

/// The words around a place, and what they are like.
class Around {
 public:
  Around(const Clause& clause, Features& out, std::uint32_t stage)
      : clause_(clause), out_(out), stage_(stage) {}

  template <typename... Values>
  void Add(std::uint32_t kind, Values... values) {
    out_.Add(Hash(kind, values...));
  }
  template <typename... Values>
  void AddLength(std::uint32_t kind, Values... values) {
    out_.AddLength(Hash(kind, values...));
  }

  [[nodiscard]] bool Has(std::ptrdiff_t piece) const {
    return piece >= 0 && piece < static_cast<std::ptrdiff_t>(clause_.pieces.size());
  }
  [[nodiscard]] const Piece& At(std::ptrdiff_t piece) const {
    static const Piece none;
    return Has(piece) ? clause_.pieces[static_cast<std::size_t>(piece)] : none;
  }
  [[nodiscard]] std::uint32_t Spelling(std::ptrdiff_t piece) const {
    return Has(piece) ? At(piece).spelling : 1;
  }
  /// 0 outside of the clause.
  [[nodiscard]] std::uint32_t Length(std::ptrdiff_t piece) const {
    return std::min(At(piece).syllables, 5U);
  }
  [[nodiscard]] std::uint32_t Tag(std::ptrdiff_t piece) const {
    if (!Has(piece)) return 63;
    const Piece& it = At(piece);
    if (IsNumeral(clause_.sounds[it.begin].c) && IsNumeral(clause_.sounds[it.end - 1].c)) return 61;
    if (clause_.sounds[it.begin].c == 0) return 62;
    if (clause_.sounds[it.begin].name) return 60;
    return static_cast<std::uint32_t>(it.tag);
  }
  /// The class, or the tag where there is none.
  [[nodiscard]] std::uint32_t Sort(std::ptrdiff_t piece) const {
    const Class kind = At(piece).kind;
    return kind == Class::kNone ? Tag(piece) : 64 + static_cast<std::uint32_t>(kind);
  }
  [[nodiscard]] char32_t Char(std::ptrdiff_t sound) const {
    const auto size = static_cast<std::ptrdiff_t>(clause_.sounds.size());
    return sound >= 0 && sound < size ? clause_.sounds[static_cast<std::size_t>(sound)].c : 1;
  }

 private:
  template <typename... Values>
  [[nodiscard]] std::uint32_t Hash(std::uint32_t kind, Values... values) const {
    std::uint64_t value = stage_ + kind;
    ((value = (value ^ static_cast<std::uint64_t>(values)) * 0xD6E8FEB86659FD93U,
      value ^= value >> 32U),
     ...);
    return Mix(value);
  }

  const Clause& clause_;
  Features& out_;
  std::uint32_t stage_;
};

/// Between two words.
void AddPair(Around& around, const Clause& clause, std::size_t gap, bool lexical) {
  const auto a = static_cast<std::ptrdiff_t>(clause.piece_of[gap]);
  const std::ptrdiff_t b = a + 1;
  const std::uint32_t la = around.Length(a);
  const std::uint32_t lb = around.Length(b);
  const std::uint32_t lp = around.Length(a - 1);
  const std::uint32_t ln = around.Length(b + 1);
  const std::uint32_t sa = around.Sort(a);
  const std::uint32_t sb = around.Sort(b);
  around.Add(1, 0);
  around.Add(2, la, lb);
  around.Add(3, lp, la, lb, ln);
  around.Add(4, lp, la, lb);
  around.Add(5, la, lb, ln);
  around.Add(6, around.Spelling(a));
  around.Add(7, around.Spelling(b));
  around.Add(8, around.Spelling(a), lb);
  around.Add(9, around.Spelling(b), la);
  around.Add(10, around.Spelling(a), lp, lb);
  around.Add(11, around.Spelling(b), la, ln);
  around.Add(12, sa, sb);
  around.Add(13, sa, sb, la, lb);
  around.Add(14, sa, la, lb, lp);
  around.Add(15, sb, la, lb, ln);
  around.Add(16, around.Sort(a - 1), sa, sb);
  around.Add(17, sa, sb, around.Sort(b + 1));
  around.Add(18, sa, around.Spelling(b));
  around.Add(19, around.Spelling(a), sb);
  around.Add(20, around.Tag(a), around.Tag(b), la, lb);
  const auto i = static_cast<std::ptrdiff_t>(gap);
  around.Add(21, around.Char(i));
  around.Add(22, around.Char(i + 1));
  around.Add(23, around.Sort(a - 1), lp, la, sb);
  around.Add(24, around.Sort(b + 1), sa, lb, ln);
  around.Add(25, sa, sb, lp == 0, ln == 0);
  if (!lexical) return;
  around.Add(26, around.Spelling(a), around.Spelling(b));
  around.Add(27, around.Char(i), around.Char(i + 1));
}

void AddMarks(Around& around, const Clause& clause, std::size_t gap) {
  const bool closes = clause.sounds[gap].closes;
  const bool opens = clause.sounds[gap + 1].opens;
  if (closes || opens) around.Add(30, closes, opens, clause.sounds[gap + 1].word_start);
}

}  // namespace

Features WordFeatures(const Clause& clause, std::size_t gap) {
  Features features;
  Around around(clause, features, kWordStage);
  const auto a = static_cast<std::ptrdiff_t>(clause.piece_of[gap]);
  if (clause.sounds[gap + 1].word_start) {
    AddPair(around, clause, gap, true);
    around.AddLength(50, 0);
    around.AddLength(51, around.Length(a), around.Length(a + 1));
    around.AddLength(52, around.Sort(a + 1), around.Length(a + 1));
    around.AddLength(53, around.Sort(a));
  } else {
    const Piece& piece = around.At(a);
    const auto place = static_cast<std::uint32_t>(gap + 1 - piece.begin);
    const auto i = static_cast<std::ptrdiff_t>(gap);
    const auto size = std::min(piece.end - piece.begin, 8U);
    around.Add(40, size, place);
    around.Add(41, size, place, around.Tag(a));
    around.Add(42, around.Spelling(a), place);
    around.Add(43, around.Char(i), around.Char(i + 1));
    around.Add(44, around.Char(i), size);
    around.Add(45, around.Char(i + 1), size);
    around.Add(46, size, place, around.Length(a - 1), around.Length(a + 1));
    around.AddLength(54, size, place);
  }
  AddMarks(around, clause, gap);
  return features;
}

Features CommaFeatures(const Clause& clause, std::size_t gap) {
  Features features;
  Around around(clause, features, kCommaStage);
  AddPair(around, clause, gap, false);
  const auto a = static_cast<std::ptrdiff_t>(clause.piece_of[gap]);
  around.Add(28, around.Spelling(a - 1), around.Spelling(a));
  around.Add(29, around.Spelling(a + 1), around.Spelling(a + 2));
  around.Add(31, around.Spelling(a - 1));
  around.Add(32, around.Spelling(a + 2));
  around.Add(33, around.Sort(a - 2), around.Sort(a - 1), around.Sort(a), around.Sort(a + 1));
  around.Add(34, around.Sort(a), around.Sort(a + 1), around.Sort(a + 2), around.Sort(a + 3));
  return features;
}

Features PhraseFeatures(const Clause& clause, const std::vector<Foot>& feet, std::size_t at,
                        int comma) {
  Features features;
  Around around(clause, features, kPhraseStage);
  const std::size_t gap = feet[at].end - 1;
  const auto a = static_cast<std::ptrdiff_t>(clause.piece_of[gap]);
  const auto b = static_cast<std::ptrdiff_t>(clause.piece_of[gap + 1]);
  const auto a0 = static_cast<std::ptrdiff_t>(clause.piece_of[feet[at].begin]);
  const auto b1 = static_cast<std::ptrdiff_t>(clause.piece_of[feet[at + 1].end - 1]);
  const auto length = [&](std::size_t foot) -> std::uint32_t {
    return foot < feet.size() ? std::min(feet[foot].syllables, 6U) : 0;
  };
  const std::uint32_t lp = at > 0 ? length(at - 1) : 0;
  const std::uint32_t la = length(at);
  const std::uint32_t lb = length(at + 1);
  const std::uint32_t ln = length(at + 2);
  const std::uint32_t sa = around.Sort(a);
  const std::uint32_t sb = around.Sort(b);
  const std::uint32_t after =
      at + 2 < feet.size()
          ? around.Sort(static_cast<std::ptrdiff_t>(clause.piece_of[feet[at + 2].begin]))
          : 63;
  // Only as far as it tells: a long clause would take its square.
  std::size_t before = 0;
  for (std::size_t foot = at + 1; foot-- > 0 && before < kFar;) before += feet[foot].syllables;
  std::size_t behind = 0;
  for (std::size_t foot = at + 1; foot < feet.size() && behind < kFar; ++foot) {
    behind += feet[foot].syllables;
  }
  const auto start = static_cast<std::uint32_t>(std::min<std::size_t>(before, 12));
  const auto rest = static_cast<std::uint32_t>(std::min<std::size_t>(behind, 12));
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>((before + behind) / 4, 10));
  const auto step = static_cast<std::uint32_t>(comma);

  around.Add(1, 0);
  around.Add(2, la, lb);
  around.Add(3, lp, la, lb, ln);
  around.Add(4, la, lb, start);
  around.Add(5, la, lb, rest);
  around.Add(6, around.Spelling(a));
  around.Add(7, around.Spelling(b));
  around.Add(8, around.Spelling(a0));
  around.Add(9, around.Spelling(b1));
  around.Add(10, around.Spelling(a), lb);
  around.Add(11, around.Spelling(b), la);
  around.Add(12, sa, sb);
  around.Add(13, sa, sb, la, lb);
  around.Add(14, around.Sort(a0), sa, sb);
  around.Add(15, sa, sb, around.Sort(b1));
  around.Add(16, sa, sb, around.Sort(b1), after);
  around.Add(17, sa, around.Spelling(b));
  around.Add(18, around.Spelling(a), sb);
  around.Add(19, start);
  around.Add(20, rest);
  around.Add(21, size);
  around.Add(22, start, rest);
  around.Add(23, sa, start);
  around.Add(24, sb, rest);
  around.Add(25, around.Sort(b1), lb);
  around.Add(26, around.Sort(a), around.Sort(b1));
  around.Add(27, step);
  around.Add(28, step, la, lb);
  around.Add(29, step, std::min(start, 8U) / 2, std::min(rest, 8U) / 2);
  around.Add(31, step, size);
  around.Add(32, around.Tag(a), around.Tag(b));
  around.Add(33, sa, la, lp);
  around.Add(34, sb, lb, ln);
  around.Add(35, around.Sort(a - 1), sa, sb);
  around.Add(36, sa, sb, around.Sort(b + 1));
  around.Add(37, a == a0, b == b1, la, lb);
  AddMarks(around, clause, gap);

  around.AddLength(50, 0);
  around.AddLength(51, lb, ln);
  around.AddLength(52, rest);
  around.AddLength(53, step / 2);
  return features;
}

std::uint32_t LastWordHash() { return Mix(kLastWord); }
std::uint32_t LastPhraseHash() { return Mix(kLastPhrase); }

std::uint32_t WordBiasHash() {
  static const Clause nothing;
  Features features;
  Around(nothing, features, kWordStage).Add(1, 0);
  return features.local[0];
}

}  // namespace boyin::prosody
