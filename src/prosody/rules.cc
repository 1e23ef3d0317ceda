#include "prosody/rules.h"

#include <algorithm>
#include <string_view>

namespace boyin::prosody {
namespace {

constexpr std::u32string_view kDigits = U"零〇一二三四五六七八九幺两";
constexpr std::u32string_view kUnits = U"十百千万亿";
constexpr std::u32string_view kGroupEnds =
    U"百千万亿";                            // behind them a number goes on as a new word
constexpr std::size_t kShortNumber = 4;     // syllables that are one word
constexpr std::size_t kLongNumber = 16;     // and more are not said in one phrase
constexpr std::size_t kShortQuotation = 8;  // syllables that are kept together

bool Has(std::u32string_view set, char32_t c) { return c != 0 && set.find(c) != set.npos; }

bool IsNumeral(char32_t c) { return Has(kDigits, c) || Has(kUnits, c); }

class Finder {
 public:
  Finder(const Clause& clause, std::vector<Rule>& rules) : clause_(clause), rules_(rules) {
    rules_.assign(clause.sounds.empty() ? 0 : clause.sounds.size() - 1, Rule::kFree);
  }

  void Find() {
    for (std::size_t i = 0; i < clause_.sounds.size();) {
      i = IsNumeral(At(i)) ? Number(i) : i + 1;
    }
    Quotations();
    for (std::size_t gap = 0; gap < rules_.size(); ++gap) {
      if (rules_[gap] != Rule::kFree) continue;
      const bool inside = !clause_.sounds[gap + 1].word_start;
      if (inside || Together(clause_.piece_of[gap])) rules_[gap] = Rule::kNoPhrase;
    }
  }

 private:
  [[nodiscard]] char32_t At(std::size_t sound) const {
    return sound < clause_.sounds.size() ? clause_.sounds[sound].c : 0;
  }
  void Set(std::size_t gap, Rule rule) {
    if (gap < rules_.size()) rules_[gap] = rule;
  }

  /// From a numeral on; returns where to go on.
  std::size_t Number(std::size_t begin) {
    std::size_t end = begin;
    bool units = false;
    std::size_t point = 0;
    while (IsNumeral(At(end)) || (point == 0 && At(end) == U'点' && Has(kDigits, At(end + 1)) &&
                                  end > begin && !IsClock(end))) {
      units = units || Has(kUnits, At(end));
      if (At(end) == U'点') point = end;
      ++end;
    }
    const bool one_word = end - begin == 1 && !StartsWord(begin);  // 一 of 一定, 统一
    if (one_word) return end;
    const bool inside = end - begin == 1 && EndOfWord(begin) > end && !IsMeasure(end);
    if (inside) return end;  // 一些, 一般, 三角
    if (end - begin > 1) {
      if (point == 0 && !units && !IsYear(end)) {
        Digits(begin, end);
      } else {
        Groups(begin, end, point);
      }
    }
    return Behind(begin, end);
  }

  /// 三点五分: the 点 of a clock.
  [[nodiscard]] bool IsClock(std::size_t point) const {
    std::size_t end = point + 1;
    while (IsNumeral(At(end))) ++end;
    return At(end) == U'分' || At(end) == U'许' || At(end) == U'钟';
  }
  [[nodiscard]] bool IsYear(std::size_t end) const { return At(end) == U'年'; }
  [[nodiscard]] bool StartsWord(std::size_t sound) const {
    return clause_.sounds[sound].word_start;
  }
  [[nodiscard]] std::size_t EndOfWord(std::size_t sound) const {
    return clause_.pieces[clause_.piece_of[sound]].end;
  }
  [[nodiscard]] bool IsMeasure(std::size_t sound) const {
    if (sound >= clause_.sounds.size()) return false;
    const Piece& piece = clause_.pieces[clause_.piece_of[sound]];
    return piece.kind == Class::kMeasure || piece.tag == pronounce::Tag::kMeasure ||
           Has(U"年月日号时分秒点元角岁个名位", At(sound));
  }

  /// 一亿 二千万 三百 四十五; three digits behind the point.
  void Groups(std::size_t begin, std::size_t end, std::size_t point) {
    const bool is_short = end - begin <= kShortNumber;
    for (std::size_t gap = begin; gap + 1 < end; ++gap) {
      const bool group = !is_short && gap + 2 < end && Has(kGroupEnds, At(gap)) &&
                         !Has(kUnits, At(gap + 1)) && (point == 0 || gap < point);
      const bool large = group && Has(U"万亿", At(gap)) && end - begin > kLongNumber;
      Set(gap, large ? Rule::kAtLeastWord : group ? Rule::kWord : Rule::kNone);
    }
    if (point != 0 && end - begin > kShortNumber + 1 && end - point > 2) Set(point, Rule::kWord);
  }

  /// A row of digits: 138 1234 5678, 010 8888 9999, 12306.
  void Digits(std::size_t begin, std::size_t end) {
    const std::size_t size = end - begin;
    for (std::size_t gap = begin; gap + 1 < end; ++gap) Set(gap, Rule::kNone);
    if (size <= kShortNumber) return;
    const std::size_t head = size == 11 || size == 7 ? 3 : size == 6 ? 3 : size == 5 ? 3 : 4;
    for (std::size_t at = begin + head; at + 1 < end; at += size == 6 ? 3 : 4) {
      const std::size_t left = end - at;
      if (left < 2) break;
      Set(at - 1, Rule::kWord);
    }
  }

  /// A character that a title or a name may hold, whatever it counts elsewhere: 副, 元.
  [[nodiscard]] static bool IsPart(const Piece& piece) {
    return piece.syllables == 1 && (piece.kind == Class::kNone || piece.kind == Class::kMeasure);
  }

  /// A surname and two characters: 戴 元 湖.
  [[nodiscard]] bool EndsName(std::size_t piece) const {
    const Piece& last = clause_.pieces[piece + 1];
    return piece > 0 && clause_.pieces[piece - 1].kind == Class::kSurname && IsPart(last) &&
           last.tag != pronounce::Tag::kVerb;
  }

  /// 今天 上午; 副 书记; 总统 马杜罗; a name that no lexicon has; 十九日 电.
  [[nodiscard]] bool Together(std::size_t piece) const {
    const Piece& left = clause_.pieces[piece];
    const Piece& right = clause_.pieces[piece + 1];
    if (left.kind == Class::kDay) return right.kind == Class::kHour;
    if (IsPart(left) && (right.kind == Class::kTitle || EndsName(piece))) return true;
    if (Strange(piece)) return true;
    if (left.kind == Class::kTitle) {
      const bool name = clause_.sounds[right.begin].name || right.kind == Class::kSurname ||
                        right.tag == pronounce::Tag::kPerson;
      return name || Strange(piece + 1);
    }
    return At(left.end - 1) == U'日' && At(right.begin) == U'电' && right.syllables == 1;
  }

  /// Two words of one character that belong to no class: a name that no lexicon has.
  [[nodiscard]] bool Strange(std::size_t piece) const {
    const auto lone = [&](std::size_t at) {
      return at < clause_.pieces.size() && clause_.pieces[at].syllables == 1 &&
             clause_.pieces[at].kind == Class::kNone;
    };
    return lone(piece) && lone(piece + 1);
  }

  /// What a number counts stays with it; a date goes on as a new word.
  std::size_t Behind(std::size_t begin, std::size_t end) {
    if (!IsMeasure(end)) return end;
    const std::size_t size = end - begin;
    const std::size_t length = EndOfWord(end) - end;
    Set(end - 1, length == 1 || size <= 2 ? Rule::kNone : Rule::kNoPhrase);
    const std::size_t next = end + length;
    if (Has(U"年月", At(end)) && length == 1 && IsNumeral(At(next))) Set(next - 1, Rule::kWord);
    for (std::size_t at = end + 1; at < next; ++at) {
      if (IsNumeral(At(at))) return at;  // 百分之零 点八: a word that ends amid a number
    }
    return next;
  }

  void Quotations() {
    std::size_t open = clause_.sounds.size();
    std::size_t syllables = 0;
    for (std::size_t i = 0; i < clause_.sounds.size(); ++i) {
      const Sound& sound = clause_.sounds[i];
      if (sound.opens) {
        open = i;
        syllables = 0;
      }
      syllables += sound.length;
      if (!sound.closes || open > i) continue;
      for (std::size_t gap = open; syllables <= kShortQuotation && gap < i; ++gap) {
        if (rules_[gap] == Rule::kFree) rules_[gap] = Rule::kNoPhrase;
      }
      open = clause_.sounds.size();
    }
  }

  const Clause& clause_;
  std::vector<Rule>& rules_;
};

}  // namespace

void FindRules(const Clause& clause, std::vector<Rule>& rules) { Finder(clause, rules).Find(); }

}  // namespace boyin::prosody
