// Numbers of norms and of books: GB/T 15109-2021, ISBN 978-7-111-54742-6.
#include "normalise/number.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule,
             int weight) {
  return {end, std::move(spoken), kind, rule, 0, weight, 0.95F, {}, false, false};
}

// ISBN 978-7-111-54742-6: the digits alone.
void BookNumber(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t word_end = EndOfLetters(text, context.at);
  const std::string_view word = text.substr(context.at, word_end - context.at);
  if (word != "ISBN" && word != "ISSN") return;
  std::size_t at = word_end;
  while (at < context.limit && (text[at] == ' ' || text[at] == ':')) ++at;
  if (StartsWith(text, at, "：")) at += std::string_view("：").size();
  std::string spoken(word);
  std::size_t end = at;
  for (; at < context.limit; ++at) {
    const char c = text[at];
    if (c == '-' || c == ' ') continue;
    if (!IsDigit(static_cast<unsigned char>(c)) && c != 'X') break;
    spoken += ReadDigits({&c, 1});
    end = at + 1;
  }
  if (spoken.size() < word.size() + 24) return;
  out.push_back(Make(end, std::move(spoken), "code", "latin/book", 6));
}

// GB/T 15109-2021, ISO/IEC 27001:2022, DB32/T 1234—2020
void Standard(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  std::size_t at = EndOfLetters(text, context.at);
  if (at == context.at || at - context.at > 5) return;
  std::string spoken(text.substr(context.at, at - context.at));
  const std::size_t number = EndOfDigits(text, at);
  spoken += ReadDigits(text.substr(at, number - at));
  at = number;
  while (At(text, at) == '/' && EndOfLetters(text, at + 1) > at + 1 && at < context.at + 24) {
    const std::size_t end = EndOfLetters(text, at + 1);
    spoken += text.substr(at + 1, end - at - 1);
    at = end;
  }
  const std::size_t begin = EndOfSpaces(text, at);
  std::size_t end = EndOfDigits(text, begin);
  const bool glued = end == begin && begin == number && IsDigit(Before(text, begin)) &&
                     (At(text, begin) == ':' || spoken.starts_with("GB"));  // ISO9001:2015
  if ((end == begin && !glued) || begin == context.at) return;
  spoken += ReadDigits(text.substr(begin, end - begin));
  while (At(text, end) == '.' && IsDigit(At(text, end + 1))) {
    const std::size_t stop = EndOfDigits(text, end + 1);
    spoken += "点" + ReadDigits(text.substr(end + 1, stop - end - 1));
    end = stop;
  }
  std::size_t dash = DashAt(text, end);
  if (At(text, end) == ':') dash = 1;
  const std::size_t year = end + dash;
  const std::size_t stop = EndOfDigits(text, year);
  // IEC 62368-1, ISO 15189-2: the part of a norm.
  const bool body = spoken.starts_with("IEC") || spoken.starts_with("ISO") ||
                    spoken.starts_with("EN") || spoken.starts_with("ASTM");
  if (dash > 0 && body && end >= begin + 4 && stop > year && stop <= year + 2 &&
      stop <= context.limit && At(text, end) == '-') {
    std::string part = spoken + "杠" + ReadDigits(text.substr(year, stop - year));
    out.push_back(Make(stop, std::move(part), "standard", "latin/standard", 5));
    return;
  }
  const bool old = stop == year + 2 && spoken.starts_with("GB");  // GB 2312-80
  if (dash == 0 || (stop != year + 4 && !old) || stop > context.limit) return;
  spoken += "杠" + ReadDigits(text.substr(year, stop - year));
  out.push_back(Make(stop, std::move(spoken), "standard", "latin/standard", 5));
}

}  // namespace

void ReadStandards(const MatchContext& context, Readings& out) {
  if (!IsLetter(At(context.text, context.at))) return;
  BookNumber(context, out);
  Standard(context, out);
}

}  // namespace boyin::normalise
