#include "normalise/rank.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/message.h"
#include "normalise/text.h"

namespace boyin::normalise {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "boyin ranker 1\n\0"sv;
constexpr int kAround = 5;

// Numbers are numbers, in figures or in words: what was trained on spells them.
char32_t Fold(char32_t c) {
  constexpr std::u32string_view kNumerals = U"零〇○一二三四五六七八九十百千";
  if (IsDigit(c) || kNumerals.find(c) != kNumerals.npos) return '0';
  return IsLetter(c) ? U'a' : c;
}

unsigned Value(std::string_view digits) {
  unsigned out = 0;
  for (const char c : digits.substr(0, 4)) out = out * 10 + static_cast<unsigned>(c - '0');
  return out;
}

Form OfOne(std::string_view digits, std::string_view behind) {
  if (digits == "2") {
    const char32_t next = At(behind, 0);
    return utf8::IsHan(next) ? Form::kTwo : Form::kCount;
  }
  if (digits.size() == 2 && behind.starts_with("年")) {
    return behind.starts_with("年代") ? Form::kCount : Form::kShortYear;
  }
  if (digits.size() < 3 || digits.front() == '0') return Form::kCount;
  const bool year = digits.size() == 4 && digits >= "1000" && digits < "2100";
  return year ? Form::kYear : Form::kLong;
}

Form OfPair(char sign, std::string_view first, std::string_view second) {
  if (sign == '-') return first.size() < 4 && second.size() < 4 ? Form::kDash : Form::kCount;
  if (first.size() > 2 || second.size() > 2) return Form::kCount;
  if (sign == ':') return Form::kColon;
  const unsigned month = Value(first);
  const unsigned day = Value(second);
  if (month < 1 || month > 12 || day < 1 || day > 31) return Form::kCount;
  return sign == '/' ? Form::kSlash : Form::kPoint;
}

// Its value as far as other text would have the same.
void AddNumber(std::string_view number, Form form, std::uint32_t kind, FeatureList& out) {
  const std::size_t first = EndOfDigits(number, 0);
  const unsigned a = Value(number.substr(0, first));
  if (first < number.size()) {
    const unsigned b = Value(number.substr(first + 1));
    out.Add(kind + 10, a);
    out.Add(kind + 11, b);
    out.Add(kind + 12, a, b);
    out.Add(kind + 13, a < b ? 1 : 0, b > 12 ? 1 : 0);
  } else if (form == Form::kLong) {
    out.Add(kind + 10, a, first);
    out.Add(kind + 11, first - (number.find_last_not_of('0') + 1), first);
  } else if (form != Form::kTwo) {
    out.Add(kind + 10, form == Form::kShortYear ? a / 10 : a / 100);
  }
}

bool IsPairSign(char32_t c) { return c == '/' || c == '.' || c == ':' || c == '-'; }

}  // namespace

std::optional<Ambiguous> AmbiguousAt(std::string_view text, std::size_t at) {
  const std::size_t first = EndOfDigits(text, at);
  const char32_t left = Before(text, at);
  if (first == at || IsLetter(left) || IsPairSign(left)) return std::nullopt;
  Ambiguous out{Form::kCount, first};
  if (first < text.size() && IsPairSign(static_cast<unsigned char>(text[first]))) {
    const std::size_t second = EndOfDigits(text, first + 1);
    const char32_t next = At(text, second);
    if (second > first + 1) {
      if (IsPairSign(next) && IsDigit(At(text, second + 1))) return std::nullopt;
      out.end = second;
      out.form = OfPair(text[first], text.substr(at, first - at),
                        text.substr(first + 1, second - first - 1));
    } else if (text[first] != '.' && text[first] != ':') {
      return std::nullopt;
    }
  }
  if (left == '(' && At(text, out.end) == ')') return std::nullopt;  // (2/13) of a sum
  if (out.end == first) out.form = OfOne(text.substr(at, first - at), text.substr(first));
  if (out.form == Form::kCount) return std::nullopt;
  return out;
}

std::optional<unsigned> SenseOf(Form form, std::string_view spoken) {
  const auto has = [spoken](std::string_view what) { return spoken.find(what) != spoken.npos; };
  const auto either = [](bool first, bool second) -> std::optional<unsigned> {
    if (first == second) return std::nullopt;
    return second ? 1U : 0U;
  };
  switch (form) {
    case Form::kSlash:
      return either(has("分之"), has("月"));
    case Form::kPoint:
      return has("点") ? 0U : 1U;
    case Form::kColon:
      return either(has("点"), has("比"));
    case Form::kDash:
      return either(has("到") || has("至"), has("比"));
    case Form::kYear:
      return has("千") ? 0U : 1U;
    case Form::kShortYear:
      return spoken.substr(0, 6).find("十") != spoken.npos ? 0U : 1U;
    case Form::kLong:
      return has("百") || has("千") || has("万") || has("亿") ? 0U : 1U;
    case Form::kTwo:
      return either(spoken.starts_with("二"), spoken.starts_with("两"));
    case Form::kCount:
      break;
  }
  return std::nullopt;
}

FeatureList RankFeatures(std::string_view text, std::size_t at, const Ambiguous& number) {
  std::array<char32_t, kAround> before{};
  std::array<char32_t, kAround> after{};
  std::size_t place = at;
  for (int i = 0; i < kAround && place > 0; ++i) {
    before[static_cast<std::size_t>(i)] = Fold(Before(text, place));
    place = Previous(text, place);
  }
  place = number.end;
  if (number.form == Form::kShortYear) place += "年"sv.size();
  for (int i = 0; i < kAround && place < text.size(); ++i) {
    const utf8::CodePoint c = utf8::Decode(text, place);
    after[static_cast<std::size_t>(i)] = Fold(c.value);
    place += c.length;
  }
  const auto form = static_cast<std::uint32_t>(number.form) * 32;
  FeatureList out;
  out.Add(form, 0);
  out.Add(form + 1, after[0]);
  out.Add(form + 2, after[0], after[1]);
  out.Add(form + 3, after[0], after[1], after[2]);
  out.Add(form + 4, before[0]);
  out.Add(form + 5, before[0], before[1]);
  out.Add(form + 6, before[0], before[1], before[2]);
  out.Add(form + 7, before[0], after[0]);
  for (std::size_t i = 1; i < kAround; ++i) {
    out.Add(form + 8, after[i]);
    out.Add(form + 9, before[i]);
  }
  AddNumber(text.substr(at, number.end - at), number.form, form, out);
  return out;
}

Result<Ranker> Ranker::Load(std::string_view bytes) {
  if (!bytes.starts_with(kMagic) || bytes.size() != kMagic.size() + 4 + kFeatureSize) {
    return Fail(Code::kOther, "rank.bin", Translated("the built-in ranker is damaged"),
                Translated("build boyin again"));
  }
  bytes.remove_prefix(kMagic.size());
  Ranker out;
  out.scale_ = StoredNumber(bytes);
  out.weights_ = bytes.substr(4);
  return out;
}

float Ranker::OddsOf(std::string_view text, std::size_t at, const Ambiguous& number) const {
  int sum = 0;
  for (const std::uint16_t place : RankFeatures(text, at, number)) {
    sum += static_cast<signed char>(weights_[place]);
  }
  return static_cast<float>(sum) * scale_;
}

}  // namespace boyin::normalise
