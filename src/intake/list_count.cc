#include "intake/list_count.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace boyin::intake {
namespace {

NumeralKind KindOfList(const Node& list) {
  const std::string_view type = list.Attribute("type");
  const std::string_view style = list.Attribute("style");
  if (style.find("none") != std::string_view::npos) return NumeralKind::kNone;
  if (style.find("cjk-ideographic") != std::string_view::npos ||
      style.find("simp-chinese") != std::string_view::npos) {
    return NumeralKind::kChinese;
  }
  if (type == "a" || style.find("lower-alpha") != std::string_view::npos) {
    return NumeralKind::kLowerLetter;
  }
  if (type == "A" || style.find("upper-alpha") != std::string_view::npos) {
    return NumeralKind::kUpperLetter;
  }
  if (type == "i" || style.find("lower-roman") != std::string_view::npos) {
    return NumeralKind::kLowerRoman;
  }
  if (type == "I" || style.find("upper-roman") != std::string_view::npos) {
    return NumeralKind::kUpperRoman;
  }
  return NumeralKind::kArabic;
}

int Whole(std::string_view text, int otherwise) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool read = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return read && value > -100'000 && value < 100'000 ? value : otherwise;
}

}  // namespace

ListCount::ListCount(const Node& list) : kind_(KindOfList(list)) {
  const bool reversed = std::any_of(list.attributes.begin(), list.attributes.end(),
                                    [](const auto& one) { return one.first == "reversed"; });
  const auto items =
      static_cast<int>(std::count_if(list.children.begin(), list.children.end(),
                                     [](const Node& child) { return child.name == "li"; }));
  next_ = Whole(list.Attribute("start"), reversed ? items : 1);
  step_ = reversed ? -1 : 1;
}

std::string ListCount::Next(const Node& item) {
  const int number = Whole(item.Attribute("value"), next_);
  next_ = number + step_;
  const std::string numeral = Numeral(number, kind_);
  if (numeral.empty()) return {};
  return numeral + (kind_ == NumeralKind::kChinese ? "、" : ".");
}

/// Whether somebody wrote the number into the text as well.
bool IsNumbered(std::string_view text) {
  constexpr std::array<std::string_view, 14> kFigures{"0", "1", "2", "3",  "4", "5", "6",
                                                      "7", "8", "9", "（", "(", "①", "②"};
  constexpr std::array<std::string_view, 5> kMarks{"、", "．", ".", "）", ")"};
  std::size_t figures = 0;
  while (figures < 4) {
    const auto* found = std::find_if(kFigures.begin(), kFigures.end(),
                                     [&](std::string_view one) { return text.starts_with(one); });
    if (found == kFigures.end()) break;
    text.remove_prefix(found->size());
    ++figures;
  }
  return figures > 0 && std::any_of(kMarks.begin(), kMarks.end(),
                                    [&](std::string_view mark) { return text.starts_with(mark); });
}

}  // namespace boyin::intake
