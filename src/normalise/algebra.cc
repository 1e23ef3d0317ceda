// Algebra: 2x - y = 5, 3-(-2), (a+b)(a-b), |a-b|≤2, 0.125=1/8, 3x²-2>7. Here a minus is always
// heard.
#include <algorithm>
#include <array>
#include <string>

#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"
#include "normalise/unit.h"

namespace boyin::normalise {
namespace {

struct Sign {
  std::string_view written;
  std::string_view spoken;
  bool relation = false;
};

// The longer ones first.
constexpr std::array<Sign, 19> kSigns = {{{"<=", "小于等于", true},
                                          {">=", "大于等于", true},
                                          {"!=", "不等于", true},
                                          {"==", "等于", true},
                                          {"=", "等于", true},
                                          {"<", "小于", true},
                                          {">", "大于", true},
                                          {"≤", "小于等于", true},
                                          {"≥", "大于等于", true},
                                          {"≠", "不等于", true},
                                          {"≈", "约等于", true},
                                          {"+", "加"},
                                          {"-", "减"},
                                          {"−", "减"},
                                          {"–", "减"},
                                          {"×", "乘"},
                                          {"*", "乘"},
                                          {"÷", "除以"},
                                          {"±", "正负"}}};

const Sign* SignAt(std::string_view text, std::size_t at) {
  for (const Sign& sign : kSigns) {
    if (StartsWith(text, at, sign.written)) return &sign;
  }
  return nullptr;
}

bool IsMinus(const Sign& sign) { return sign.spoken == "减"; }

// Walks over one formula; `at` stays where the last whole operand ended.
class Parser {
 public:
  explicit Parser(const MatchContext& context) : context_(context), text_(context.text) {}

  /// Reads a sum, product or relation from `at`; false where there is none.
  bool Run(std::size_t at) {
    end_ = at;
    return Chain(at, 0);
  }

  std::size_t end() const { return end_; }
  std::string& spoken() { return spoken_; }
  bool variable() const { return variable_; }
  bool relation() const { return relation_; }
  bool minus() const { return minus_; }
  bool nested() const { return nested_; }
  bool suffixed() const { return suffixed_; }
  bool negative() const { return negative_; }
  bool slash() const { return slash_; }
  bool spaced() const { return spaced_; }
  int operators() const { return operators_; }

 private:
  static constexpr int kDeepest = 4;
  static constexpr int kMostOperands = 32;

  bool Chain(std::size_t at, int depth) {
    for (int operands = 0; operands < kMostOperands; ++operands) {
      const std::size_t before = spoken_.size();
      if (!Operand(at, depth)) {
        spoken_.resize(before);
        return operands > 0 && Trim();
      }
      marked_ = spoken_.size();
      const std::size_t sign_at = EndOfSpaces(text_, end_);
      if (End(sign_at)) return true;
      const Sign* sign = SignAt(text_, sign_at);
      if (sign == nullptr) {
        if (text_[end_] == '(' && Bracketed()) {  // (a+b)(a-b)
          at = end_;
          continue;
        }
        return true;
      }
      const std::size_t next = EndOfSpaces(text_, sign_at + sign->written.size());
      // “a - b” and “a-b”, but not “a -b”: that is an option or a negative number.
      if (IsMinus(*sign) && (sign_at > end_) != (next > sign_at + sign->written.size()))
        return true;
      spaced_ = spaced_ || (IsMinus(*sign) && sign_at > end_);
      spoken_ += sign->spoken;
      pending_ = sign;
      at = next;
    }
    return true;
  }

  // A sign with nothing behind it is not read.
  bool Trim() {
    spoken_.resize(marked_);
    return true;
  }

  bool End(std::size_t at) const { return at >= context_.limit || at >= text_.size(); }

  bool Bracketed() const {
    return Before(text_, end_) == ')' || IsAsciiLetter(Before(text_, end_));
  }

  void Accept() {
    if (pending_ == nullptr) return;
    ++operators_;
    relation_ = relation_ || pending_->relation;
    minus_ = minus_ || IsMinus(*pending_);
    pending_ = nullptr;
  }

  bool Operand(std::size_t at, int depth) {
    if (End(at) || depth > kDeepest) return false;
    const Sign* sign = SignAt(text_, at);
    if (sign != nullptr && IsMinus(*sign)) {
      spoken_ += "负";
      at += sign->written.size();
      if (End(at)) return false;
    }
    for (const auto& [open, close] :
         {std::pair<std::string_view, std::string_view>{"(", ")"}, {"|", "|"}}) {
      if (StartsWith(text_, at, open)) return Group(at, close, depth);
    }
    std::string said;
    std::size_t end = Atom(at, said);
    if (end == at || end > context_.limit) return false;
    end = Quotient(at, end, said);
    spoken_ += said;
    Accept();
    end_ = end;
    return Power();
  }

  bool Group(std::size_t at, std::string_view close, int depth) {
    const Sign* outer = pending_;
    pending_ = nullptr;
    const int before = operators_;
    if (close == ")") spoken_ += "（";
    if (!Chain(at + 1, depth + 1) || !StartsWith(text_, end_, close) || End(end_)) return false;
    end_ += 1;
    spoken_ += close == ")" ? "）" : "的绝对值";
    negative_ = negative_ || StartsWith(text_, at + 1, "-");  // 3-(-2)
    nested_ = nested_ || operators_ > before || close == "|" || StartsWith(text_, at + 1, "-");
    pending_ = outer;
    Accept();
    return Power();
  }

  // 3.5, x, 2x, ab, 2πr, √2
  std::size_t Atom(std::size_t at, std::string& said) {
    if (StartsWith(text_, at, "√")) {
      const std::size_t root = at + std::string_view("√").size();
      std::string inner;
      const std::size_t end = Atom(root, inner);
      if (end == root) return at;
      said = "根号" + inner;
      return end;
    }
    std::size_t end = at;
    if (const auto number = ParseNumber(context_.lookups, text_, at, context_.limit)) {
      if (number->grouped) return at;
      said = ReadDecimal(number->integer, number->fraction, {});
      end = number->end;
    }
    const std::size_t letters = EndOfLetters(text_, end);
    if (letters == end) return end;
    const bool lower = std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(end),
                                   text_.begin() + static_cast<std::ptrdiff_t>(letters),
                                   [](char c) { return c >= 'a' && c <= 'z'; });
    // One letter, or two behind a number: 2ab. Words and units are none.
    const std::size_t most = end > at ? 2 : 1;
    if (letters - end > most || !lower || IsDigit(At(text_, letters))) return at;
    if (letters - end == 2 && context_.lookups.units.Find(text_.substr(end, 2)) != nullptr)
      return at;
    // 3.0-4.5m, 6-8k: a letter behind a number may be a unit; only an operand that opens, or a
    // letter alone, is sure to be a variable.
    const bool unit = end > at && (context_.lookups.units.Find(text_.substr(end, 1)) != nullptr ||
                                   text_[end] == 'k' || text_[end] == 'w' || text_[end] == 'd');
    if (end > at && text_[end] == 'e' && SignAt(text_, letters) != nullptr) return at;  // 1e-5
    suffixed_ = suffixed_ || (end > at && operators_ + (pending_ != nullptr ? 1 : 0) > 0);
    said += text_.substr(end, letters - end);
    variable_ = variable_ || end == at || (operators_ == 0 && pending_ == nullptr && !unit);
    return letters;
  }

  // a/b: 分之 of two numbers where the first is less, else 除以.
  std::size_t Quotient(std::size_t at, std::size_t end, std::string& said) {
    if (!StartsWith(text_, end, "/")) return end;
    std::string below;
    const std::size_t stop = Atom(end + 1, below);
    if (stop == end + 1 || stop > context_.limit || At(text_, stop) == '/') return end;
    const std::string_view above = text_.substr(at, end - at);
    const std::string_view under = text_.substr(end + 1, stop - end - 1);
    const bool digits =
        EndOfDigits(above, 0) == above.size() && EndOfDigits(under, 0) == under.size();
    const bool proper =
        digits && above.size() <= 4 && under.size() <= 4 && SmallInt(above) < SmallInt(under);
    said = proper || !digits ? below + "分之" + said : said + "除以" + below;
    slash_ = true;
    return stop;
  }

  // x², x^2, x^n
  bool Power() {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRaised = {
        {{"²", "的平方"}, {"³", "的立方"}}};
    for (const auto& [mark, said] : kRaised) {
      if (!StartsWith(text_, end_, mark) || end_ + mark.size() > context_.limit) continue;
      end_ += mark.size();
      spoken_ += said;
      return true;
    }
    if (!StartsWith(text_, end_, "^")) return true;
    const std::size_t at = end_ + 1;
    std::size_t stop = EndOfDigits(text_, at);
    if (stop == at) stop = EndOfLetters(text_, at);
    if (stop == at || stop > at + 2 || stop > context_.limit) return true;
    const std::string_view power = text_.substr(at, stop - at);
    spoken_ += power == "2" ? "的平方" : (power == "3" ? "的立方" : "的");
    if (power != "2" && power != "3") {
      variable_ = variable_ || !IsDigit(At(power, 0));
      spoken_ += IsDigit(At(power, 0)) ? ReadCardinal(power, {}) : std::string(power);
      spoken_ += "次方";
    }
    end_ = stop;
    return true;
  }

  const MatchContext& context_;
  std::string_view text_;
  std::string spoken_;
  std::size_t end_ = 0;
  std::size_t marked_ = 0;
  const Sign* pending_ = nullptr;
  bool variable_ = false;
  bool relation_ = false;
  bool minus_ = false;
  bool nested_ = false;
  bool suffixed_ = false;  // U-3w: a number and a letter that do not open
  bool negative_ = false;
  bool slash_ = false;
  bool spaced_ = false;  // a - b
  int operators_ = 0;
};

// a=9.8m/s²: what stands behind the sign is a number with its unit.
bool EndsInUnit(const MatchContext& context, std::size_t begin, std::size_t end) {
  const std::string_view written = context.text.substr(begin, end - begin);
  const std::size_t sign = written.find_first_of("=<>");
  if (sign == written.npos) return false;
  std::size_t number = begin + sign + 1;
  while (IsDigit(At(context.text, number)) || At(context.text, number) == '.') ++number;
  if (number == begin + sign + 1 || number >= end || !IsLetter(At(context.text, number)))
    return false;
  const SpokenUnit unit = ParseUnit(context, number);
  return unit.end >= end && unit.end > number + 1;
}

bool MayOpen(char32_t c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '(' || c == '|' || c == U'−' ||
         c == U'√';
}

// Something of a formula must be near: most numbers and words are passed here.
bool MayBeFormula(std::string_view text, std::size_t at) {
  constexpr std::size_t kReach = 24;
  const std::string_view head = text.substr(at, kReach);
  return head.find_first_of("=<>(|^") != head.npos || head.find("≤") != head.npos ||
         head.find("≥") != head.npos || head.find("≠") != head.npos ||
         head.find("²") != head.npos || head.find("³") != head.npos || head.find('-') != head.npos;
}

}  // namespace

void ReadAlgebra(const MatchContext& context, Readings& out) {
  const char32_t c = At(context.text, context.at);
  if (!MayOpen(c) || !MayBeFormula(context.text, context.at)) return;
  const char32_t left = Before(context.text, context.at);
  // What stands before goes on into the formula, or the letter is the end of a word.
  if (IsLetter(left) || IsDigit(left) || left == '.' || left == '/' || left == '_' || left == '-')
    return;
  if ((c == '-' || c == U'−') && (left == ')' || left == U'）' || utf8::IsHan(left))) return;
  Parser parser(context);
  if (!parser.Run(context.at)) return;
  const char32_t next = At(context.text, parser.end());
  const bool inside = IsLetter(next) || IsDigit(next) || next == '-' || next == '/' ||
                      next == '.' || next == '%' || next == U'℃' || next == U'°';
  if (inside || parser.operators() == 0) return;
  const bool sure = parser.nested() ? parser.variable() || parser.relation() || parser.negative()
                                    : (parser.variable() && parser.minus()) ||
                                          (parser.relation() && (parser.minus() || parser.slash()));
  if (EndsInUnit(context, context.at, parser.end())) return;
  if (!sure || (parser.suffixed() && !parser.relation() && !parser.nested())) return;
  const std::string_view written = context.text.substr(context.at, parser.end() - context.at);
  if (!parser.relation() && !parser.nested() && !parser.spaced() &&
      written.find_first_of("0123456789") == std::string_view::npos) {
    return;  // a-b
  }
  // “x-1型”: a name that happens to look like a difference.
  if (!parser.relation() && !parser.nested() && !parser.spaced() && parser.operators() == 1 &&
      !(IsCjkPunctuation(next) || next == 0 || next == ')' || next == U'的' || next == U'是' ||
        next == U'而' || next == U'时')) {
    return;
  }
  Reading reading;
  reading.end = parser.end();
  reading.spoken = std::move(parser.spoken());
  reading.semiotic_class = "formula";
  reading.rule = "algebra";
  reading.weight = 4;
  reading.cue = 2;
  reading.confidence = parser.relation() ? 0.95F : 0.85F;
  out.push_back(std::move(reading));
}

}  // namespace boyin::normalise
