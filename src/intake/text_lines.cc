#include "intake/text_lines.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "base/utf8.h"
#include "intake/chapter.h"
#include "intake/composer.h"

namespace boyin::intake {
namespace {

std::size_t Columns(char32_t c) {
  const bool quote = c == U'“' || c == U'”' || c == U'‘' || c == U'’' || c == U'—' || c == U'…';
  return c >= 0x1100 || quote ? 2 : 1;
}

template <std::size_t N>
bool EndsWithAny(std::string_view text, const std::array<std::string_view, N>& marks) {
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return text.ends_with(mark); });
}

bool EndsSentence(std::string_view text) {
  constexpr std::array<std::string_view, 13> kMarks{"。", "！", "？", "；", "：", "”", "」",
                                                    "…",  "』", ".",  "!",  "?",  ":"};
  return EndsWithAny(text, kMarks);
}

/// The number that a line of nothing but a page number gives: "12", "- 12 -", "第12页", "12/30".
struct PageNumber {
  int value = 0;
  bool decorated = false;  ///< more than the bare figures
};

std::optional<PageNumber> ReadPageNumber(std::string_view line) {
  std::string bare;
  for (std::size_t at = 0; at < line.size();) {
    const utf8::CodePoint c = utf8::Decode(line, at);
    const bool mark = IsSpace(c.value) || c.value == '-' || c.value == U'—' || c.value == U'–' ||
                      c.value == U'·' || c.value == U'•' || c.value == '~';
    if (!mark) bare += line.substr(at, c.length);
    at += c.length;
  }
  PageNumber number{0, bare.size() != line.size()};
  std::string_view rest = bare;
  if (rest.starts_with("第") || rest.starts_with("共")) {
    rest.remove_prefix(std::string_view("第").size());
    number.decorated = true;
  }
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits == 0 || digits > 4) return std::nullopt;
  for (const char c : rest.substr(0, digits)) number.value = number.value * 10 + (c - '0');
  rest.remove_prefix(digits);
  if (rest.empty()) return number;
  number.decorated = true;
  for (const std::string_view word : {"页", "頁"}) {
    if (rest.starts_with(word)) rest.remove_prefix(word.size());
  }
  for (const std::string_view word : {"/", "共", "，共", "of"}) {
    if (rest.starts_with(word)) rest.remove_prefix(word.size());
  }
  rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
  if (rest == "页" || rest == "頁") rest = {};
  return rest.empty() ? std::optional(number) : std::nullopt;
}

/// The column at which the first punctuation mark stands; 0 where there is none.
std::size_t FirstMark(std::string_view line) {
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const utf8::CodePoint c = utf8::Decode(line, at);
    column += Columns(c.value);
    const bool mark = c.value == U'，' || c.value == U'。' || c.value == U'、' ||
                      c.value == U'；' || c.value == U'：' || c.value == U'？' ||
                      c.value == U'！' || c.value == ',' || c.value == '.';
    if (mark) return column;
    at += c.length;
  }
  return 0;
}

constexpr std::size_t kNarrowest = 20;  // columns of a page
constexpr std::size_t kSlack = 3;       // a mark that may not open a line, half a wide character

/// The width that most lines reach and hardly any passes; nothing where there is none.
std::optional<std::size_t> PageWidth(const std::vector<TextLine>& lines) {
  std::map<std::size_t, std::size_t> counts;
  for (const TextLine& line : lines) {
    if (line.furniture.empty()) ++counts[line.width + line.indent];
  }
  std::size_t best = 0;
  std::size_t most = 0;
  std::size_t wider = 0;
  std::size_t beyond = 0;  // lines wider than the best window
  for (auto at = counts.rbegin(); at != counts.rend(); ++at) {
    if (at->first < kNarrowest) break;
    std::size_t here = 0;
    for (auto one = at; one != counts.rend() && one->first + kSlack >= at->first; ++one) {
      here += one->second;
    }
    if (here > most) {
      most = here;
      best = at->first;
      beyond = wider;
    }
    wider += at->second;
  }
  if (most < 3 || beyond * 20 > most) return std::nullopt;
  return best;
}

struct Evidence {
  std::size_t mid_word = 0;  ///< full lines that end inside a sentence and have a next line
  std::size_t against = 0;   ///< short lines that do
  std::set<std::size_t> marks;
  bool separated = false;  ///< indents or empty lines set paragraphs off
};

bool Full(const TextLine& line, std::size_t width) {
  return line.width + line.indent + kSlack >= width;
}

/// The line behind `i` that is no furniture; the end where there is none.
std::size_t NextLine(const std::vector<TextLine>& lines, std::size_t i) {
  for (++i; i < lines.size() && !lines[i].furniture.empty(); ++i) {
  }
  return i;
}

/// Whether the line at `next` opens a paragraph by its place.
bool Opens(const std::vector<TextLine>& lines, std::size_t i, std::size_t next, std::size_t base) {
  const bool across_pages = next > i + 1;
  return (lines[next].after_blank && !across_pages) || lines[next].indent > base + 1;
}

std::size_t BaseIndent(const std::vector<TextLine>& lines) {
  std::map<std::size_t, std::size_t> counts;
  for (const TextLine& line : lines) ++counts[line.indent];
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

Evidence Weigh(std::string_view text, const std::vector<TextLine>& lines, std::size_t width,
               std::size_t base) {
  Evidence evidence;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].furniture.empty()) continue;
    const std::size_t next = NextLine(lines, i);
    if (next == lines.size()) break;
    if (Opens(lines, i, next, base)) {
      evidence.separated = true;
      continue;
    }
    const std::string_view line = lines[i].source.In(text);
    if (EndsSentence(line)) continue;
    if (!Full(lines[i], width)) {
      ++evidence.against;
      continue;
    }
    ++evidence.mid_word;
    evidence.marks.insert(FirstMark(line));
  }
  return evidence;
}

}  // namespace

std::vector<TextLine> CutLines(std::string_view text, std::size_t begin) {
  std::vector<TextLine> lines;
  TextLine line;
  std::size_t breaks = 0;
  bool blank = true;
  const auto end_line = [&] {
    if (!blank) {
      lines.push_back(line);
      breaks = 0;
    }
    line = {};
    blank = true;
  };
  std::size_t spaces = 0;
  for (std::size_t at = begin; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (IsLineEnd(c.value)) {
      end_line();
      spaces = 0;
      const bool pair = c.value == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
      if (!pair) breaks += c.value == '\f' ? 2 : 1;
    } else if (IsSpace(c.value)) {
      spaces += c.value == '\t' ? 4 : Columns(c.value);
    } else {
      if (blank) {
        line.source.begin = at;
        line.indent = spaces;
        line.after_blank = breaks > 1 && !lines.empty();
        blank = false;
      } else {
        line.width += spaces;
      }
      spaces = 0;
      line.width += Columns(c.value);
      line.source.end = at + c.length;
    }
    at += c.length;
  }
  end_line();
  return lines;
}

void MarkFurniture(std::string_view text, std::vector<TextLine>& lines) {
  std::vector<std::pair<std::size_t, PageNumber>> numbers;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].width > 20) continue;
    const auto number = ReadPageNumber(lines[i].source.In(text));
    if (number && (numbers.empty() || number->value > numbers.back().second.value)) {
      numbers.emplace_back(i, *number);
    }
  }
  const auto bare = static_cast<std::size_t>(std::count_if(
      numbers.begin(), numbers.end(), [](const auto& one) { return !one.second.decorated; }));
  if (numbers.size() < 2 || (bare == numbers.size() && bare < 3)) return;
  // Pages follow each other; numbers that happen to grow do not.
  const int first = numbers.front().second.value;
  const int last = numbers.back().second.value;
  if (last - first > static_cast<int>(numbers.size()) * 2) return;
  std::map<std::string_view, std::vector<std::size_t>> beside;
  for (const auto& [i, number] : numbers) {
    lines[i].furniture = "page number";
    for (const std::size_t near : {i - 1, i + 1}) {
      if (near < lines.size() && lines[near].width <= 60) {
        beside[lines[near].source.In(text)].push_back(near);
      }
    }
  }
  for (const auto& [head, places] : beside) {
    if (places.size() < 3 || EndsSentence(head)) continue;
    for (const std::size_t i : places) lines[i].furniture = "running head";
  }
}

void MarkWrapping(std::string_view text, std::vector<TextLine>& lines) {
  const std::optional<std::size_t> width = PageWidth(lines);
  if (!width) return;
  const std::size_t base = BaseIndent(lines);
  const Evidence evidence = Weigh(text, lines, *width, base);
  if (evidence.mid_word < 3 || evidence.against * 3 > evidence.mid_word) return;
  if (evidence.marks.size() < 2) return;  // verses have their mark in one place
  for (std::size_t i = 0; i < lines.size(); ++i) {
    TextLine& line = lines[i];
    const std::size_t next = NextLine(lines, i);
    if (!line.furniture.empty() || next == lines.size() || !Full(line, *width)) continue;
    if (Opens(lines, i, next, base)) continue;
    if (!evidence.separated && EndsSentence(line.source.In(text))) continue;
    if (ReadChapterHeading(lines[next].source.In(text))) continue;
    line.joins_next = true;
  }
}

}  // namespace boyin::intake
