#include "intake/chapter.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/utf8.h"
#include "intake/composer.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongestHeading = 32;  // characters

bool Skip(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

template <std::size_t N>
std::string_view SkipAny(std::string_view& text, const std::array<std::string_view, N>& words) {
  for (const std::string_view word : words) {
    if (Skip(text, word)) return word;
  }
  return {};
}

/// Chinese or Arabic figures, as many as stand there.
bool SkipNumber(std::string_view& text) {
  constexpr std::array<std::string_view, 32> kFigures{
      "0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "零",
      "〇", "一", "二", "两", "三", "四", "五", "六", "七", "八", "九",
      "十", "百", "千", "万", "廿", "卅", "兩", "壹", "贰", "叁"};
  bool any = false;
  while (!SkipAny(text, kFigures).empty()) any = true;
  return any;
}

bool SkipSpaces(std::string_view& text) {
  bool any = false;
  while (Skip(text, " ") || Skip(text, "\t") || Skip(text, "　")) any = true;
  return any;
}

bool HasSentence(std::string_view text) {
  constexpr std::array<std::string_view, 5> kMarks{"。", "；", "……", "，”", "”"};
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    return text.find(mark) != std::string_view::npos;
  });
}

/// Whether what stands behind the number and its word may be the chapter's name. One that is not
/// set off by a space or a mark is a name only behind 章, which opens no other word.
bool MayBeName(std::string_view rest, bool sure) {
  if (rest.empty()) return true;
  constexpr std::array<std::string_view, 8> kMarks{"：", ":", "、", "．", ".", "·", "—", "-"};
  if (SkipSpaces(rest) || !SkipAny(rest, kMarks).empty()) return true;
  if (rest.starts_with("（") || rest.starts_with("(") || rest.starts_with("《")) return true;
  constexpr std::array<std::string_view, 12> kRunOn{"的", "里", "中", "是", "，", ",",
                                                    "程", "鱼", "和", "与", "、", "到"};
  return sure && SkipAny(rest, kRunOn).empty();
}

std::optional<Division> Numbered(std::string_view text) {
  if (!Skip(text, "第")) return std::nullopt;
  SkipSpaces(text);
  if (!SkipNumber(text)) return std::nullopt;
  SkipSpaces(text);
  constexpr std::array<std::string_view, 3> kVolumes{"卷", "部", "篇"};
  constexpr std::array<std::string_view, 8> kChapters{"章", "回", "节", "節",
                                                      "话", "話", "幕", "集"};
  if (!SkipAny(text, kVolumes).empty()) {
    return MayBeName(text, false) ? std::optional(Division::kVolume) : std::nullopt;
  }
  const std::string_view word = SkipAny(text, kChapters);
  if (word.empty() || !MayBeName(text, word == "章")) return std::nullopt;
  return Division::kChapter;
}

/// 序章, 番外三, 卷一: words that open a part of a book by themselves, then nothing, a number or a
/// space and a name.
std::optional<Division> Named(std::string_view text) {
  constexpr std::array<std::string_view, 38> kChapters{
      "序章", "序言",   "序幕",   "自序",     "代序", "总序", "原序",   "前言",  "楔子", "引子",
      "引言", "导言",   "导论",   "绪论",     "緒論", "尾声", "尾聲",   "后记",  "後記", "终章",
      "終章", "番外篇", "番外",   "附录",     "附錄", "结语", "結語",   "后序",  "跋",   "序",
      "外传", "外傳",   "大结局", "完结感言", "题记", "题词", "译后记", "译者序"};
  constexpr std::array<std::string_view, 9> kVolumes{"上卷", "中卷", "下卷", "上部", "中部",
                                                     "下部", "上篇", "中篇", "下篇"};
  if (Skip(text, "卷")) {
    if (SkipNumber(text) && MayBeName(text, false)) return Division::kVolume;
    return std::nullopt;
  }
  if (!SkipAny(text, kVolumes).empty()) {
    return MayBeName(text, false) ? std::optional(Division::kVolume) : std::nullopt;
  }
  if (SkipAny(text, kChapters).empty()) return std::nullopt;
  SkipNumber(text);
  return MayBeName(text, false) ? std::optional(Division::kChapter) : std::nullopt;
}

std::optional<Division> InEnglish(std::string_view text) {
  if (!Skip(text, "Chapter ") && !Skip(text, "CHAPTER ")) return std::nullopt;
  const std::size_t end = text.find_first_not_of("0123456789IVXLC");
  if (end == 0 || (end != std::string_view::npos && text.find_first_of(" :.-") != end)) {
    return std::nullopt;
  }
  return Division::kChapter;
}

}  // namespace

std::optional<Division> ReadChapterHeading(std::string_view line) {
  const std::string trimmed = Collapse(line);
  std::string_view text = trimmed;
  if (utf8::Length(text) > kLongestHeading || HasSentence(text)) return std::nullopt;
  constexpr std::array<std::string_view, 6> kEnds{"，", ",", "；", "：“", "：", "！”"};
  const bool open = std::any_of(kEnds.begin(), kEnds.end(),
                                [&](std::string_view mark) { return text.ends_with(mark); });
  if (open) return std::nullopt;
  constexpr std::array<std::string_view, 4> kOpenings{"【", "[", "《", "■"};
  SkipAny(text, kOpenings);
  if (Skip(text, "正文")) SkipSpaces(text);
  if (const auto numbered = Numbered(text)) return numbered;
  // A closing bracket belongs to the name.
  for (const std::string_view close : {"】", "]", "》"}) {
    if (text.ends_with(close)) text.remove_suffix(close.size());
  }
  if (const auto named = Named(text)) return named;
  return InEnglish(text);
}

bool IsContentsTitle(std::string_view line) {
  std::string bare;
  for (std::size_t at = 0; at < line.size();) {
    const utf8::CodePoint c = utf8::Decode(line, at);
    if (!IsSpace(c.value)) bare += line.substr(at, c.length);
    at += c.length;
  }
  return bare == "目录" || bare == "目錄" || bare == "目次" || bare == "Contents" ||
         bare == "CONTENTS" || bare == "TableofContents" || bare == "总目录" || bare == "目录：";
}

}  // namespace boyin::intake
