#include "intake/odt_styles.h"

#include <algorithm>
#include <charconv>

namespace boyin::intake {
namespace {

int Number(std::string_view text, int otherwise) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool read = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return read && value >= 0 && value < 30000 ? value : otherwise;
}

/// style:num-format shows its first figures: "1", "a", "一, 二, 三, ...".
NumeralKind KindOf(std::string_view format) {
  struct Format {
    std::string_view begin;
    NumeralKind kind;
  };
  constexpr std::array<Format, 12> kFormats{{{"1", NumeralKind::kArabic},
                                             {"a", NumeralKind::kLowerLetter},
                                             {"A", NumeralKind::kUpperLetter},
                                             {"i", NumeralKind::kLowerRoman},
                                             {"I", NumeralKind::kUpperRoman},
                                             {"一", NumeralKind::kChinese},
                                             {"壹", NumeralKind::kChineseLegal},
                                             {"壱", NumeralKind::kChineseLegal},
                                             {"甲", NumeralKind::kStems},
                                             {"子", NumeralKind::kBranches},
                                             {"①", NumeralKind::kCircled},
                                             {"１", NumeralKind::kArabic}}};
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& one) {
    return format.starts_with(one.begin);
  });
  return found == kFormats.end() ? NumeralKind::kNone : found->kind;
}

void ReadLevels(const Node& node, OdtLevels& levels) {
  for (const Node& child : node.children) {
    const bool number =
        child.name == "text:list-level-style-number" || child.name == "text:outline-level-style";
    const int level = Number(child.Attribute("text:level"), 0);
    if (!number || level < 1 || level > static_cast<int>(kOdtLevels)) continue;
    OdtLevel& out = levels.at(static_cast<std::size_t>(level - 1));
    out.kind = KindOf(child.Attribute("style:num-format"));
    out.prefix = child.Attribute("style:num-prefix");
    out.suffix = child.Attribute("style:num-suffix");
    out.start = Number(child.Attribute("text:start-value"), 1);
    out.shown = std::max(Number(child.Attribute("text:display-levels"), 1), 1);
  }
}

}  // namespace

void OdtStyles::Read(const Node& root) {
  // Styles stand above those that are based on them as often as below: two passes see both.
  for (int pass = 0; pass < 2; ++pass) {
    for (const Node& part : root.children) {
      for (const Node& node : part.children) {
        const std::string_view name = node.Attribute("style:name");
        if (node.name == "text:list-style") ReadLevels(node, lists[std::string(name)]);
        if (node.name == "text:outline-style") ReadLevels(node, outline);
        if (node.name != "style:style") continue;
        const Node* text = node.Child("style:text-properties");
        const bool none = text != nullptr && text->Attribute("text:display") == "none";
        if (none || hidden.count(node.Attribute("style:parent-style-name")) > 0) {
          hidden.emplace(name);
        }
      }
    }
  }
}

std::string OdtCounter::Next(const OdtLevels& levels, std::size_t level, int restart) {
  if (level >= kOdtLevels) return {};
  const OdtLevel& shown = levels.at(level);
  int& count = counts.at(level);
  count = restart >= 0 ? restart : count == 0 ? shown.start : count + 1;
  std::fill(counts.begin() + static_cast<std::ptrdiff_t>(level) + 1, counts.end(), 0);
  if (shown.kind == NumeralKind::kNone) return {};
  std::string label = shown.prefix;
  const std::size_t first = level + 1 - std::min(level + 1, static_cast<std::size_t>(shown.shown));
  for (std::size_t i = first; i <= level; ++i) {
    if (levels.at(i).kind == NumeralKind::kNone && i < level) continue;
    if (i > first) label += '.';
    label += Numeral(std::max(counts.at(i), 1), levels.at(i).kind);
  }
  return label + shown.suffix;
}

}  // namespace boyin::intake
