#include "intake/docx_numbering.h"

#include <algorithm>
#include <charconv>

namespace boyin::intake {
namespace {

std::string_view Value(const Node& node, std::string_view child) {
  const Node* found = node.Child(child);
  return found == nullptr ? std::string_view() : found->Attribute("w:val");
}

int Number(std::string_view text, int otherwise) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool read = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return read && value >= 0 && value < 30000 ? value : otherwise;
}

/// ST_NumberFormat of ECMA-376, the ones that Word offers in Chinese and in English.
NumeralKind KindOf(std::string_view format) {
  struct Format {
    std::string_view name;
    NumeralKind kind;
  };
  constexpr std::array<Format, 22> kFormats{{
      {"bullet", NumeralKind::kNone},
      {"none", NumeralKind::kNone},
      {"lowerLetter", NumeralKind::kLowerLetter},
      {"upperLetter", NumeralKind::kUpperLetter},
      {"lowerRoman", NumeralKind::kLowerRoman},
      {"upperRoman", NumeralKind::kUpperRoman},
      {"chineseCounting", NumeralKind::kChinese},
      {"chineseCountingThousand", NumeralKind::kChinese},
      {"japaneseCounting", NumeralKind::kChinese},
      {"japaneseDigitalTenThousand", NumeralKind::kChineseDigits},
      {"taiwaneseCounting", NumeralKind::kChinese},
      {"taiwaneseCountingThousand", NumeralKind::kChinese},
      {"taiwaneseDigital", NumeralKind::kChineseDigits},
      {"ideographDigital", NumeralKind::kChineseDigits},
      {"chineseLegalSimplified", NumeralKind::kChineseLegal},
      {"ideographLegalTraditional", NumeralKind::kChineseLegal},
      {"ideographTraditional", NumeralKind::kStems},
      {"ideographZodiac", NumeralKind::kBranches},
      {"decimalEnclosedCircle", NumeralKind::kCircled},
      {"decimalEnclosedCircleChinese", NumeralKind::kCircled},
      {"decimalEnclosedFullstop", NumeralKind::kArabic},
      {"decimal", NumeralKind::kArabic},
  }};
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const Format& one) { return one.name == format; });
  return found == kFormats.end() ? NumeralKind::kArabic : found->kind;
}

std::size_t LevelOf(const Node& node) {
  return static_cast<std::size_t>(Number(node.Attribute("w:ilvl"), 0));
}

}  // namespace

void DocxNumbering::Read(const Node& root) {
  for (const Node& node : root.children) {
    if (node.name == "w:abstractNum") {
      Definition& definition = definitions_[std::string(node.Attribute("w:abstractNumId"))];
      for (const Node& child : node.children) {
        if (child.name != "w:lvl" || LevelOf(child) >= kLevels) continue;
        Level& level = definition.levels.at(LevelOf(child));
        level.start = Number(Value(child, "w:start"), 1);
        level.kind = KindOf(Value(child, "w:numFmt"));
        level.text = Value(child, "w:lvlText");
        level.all_arabic = child.Child("w:isLgl") != nullptr;
      }
    } else if (node.name == "w:num") {
      List& list = lists_[std::string(node.Attribute("w:numId"))];
      list.definition = Value(node, "w:abstractNumId");
      for (const Node& child : node.children) {
        if (child.name != "w:lvlOverride" || LevelOf(child) >= kLevels) continue;
        list.restart.at(LevelOf(child)) = Number(Value(child, "w:startOverride"), 0);
      }
    }
  }
}

std::string DocxNumbering::Next(std::string_view number_id, std::size_t level) {
  const auto list = lists_.find(number_id);
  if (list == lists_.end() || level >= kLevels) return {};
  const auto found = definitions_.find(list->second.definition);
  if (found == definitions_.end()) return {};
  Definition& definition = found->second;
  if (!list->second.begun) {
    list->second.begun = true;
    for (std::size_t i = 0; i < kLevels; ++i) {
      if (list->second.restart.at(i) == 0) continue;
      definition.levels.at(i).start = list->second.restart.at(i);
      definition.begun.at(i) = false;
    }
  }
  for (std::size_t i = 0; i <= level; ++i) {
    if (!definition.begun.at(i)) {
      definition.counts.at(i) = definition.levels.at(i).start;
      definition.begun.at(i) = true;
    } else if (i == level) {
      ++definition.counts.at(i);
    }
  }
  std::fill(definition.begun.begin() + static_cast<std::ptrdiff_t>(level) + 1,
            definition.begun.end(), false);
  const Level& shown = definition.levels.at(level);
  if (shown.kind == NumeralKind::kNone) return {};
  std::string label;
  for (std::size_t at = 0; at < shown.text.size(); ++at) {
    const char next = at + 1 < shown.text.size() ? shown.text[at + 1] : ' ';
    if (shown.text[at] != '%' || next < '1' || next > '9') {
      label += shown.text[at];
      continue;
    }
    const auto which = static_cast<std::size_t>(next - '1');
    const NumeralKind kind =
        shown.all_arabic ? NumeralKind::kArabic : definition.levels.at(which).kind;
    label += Numeral(definition.counts.at(which), kind);
    ++at;
  }
  return label;
}

}  // namespace boyin::intake
