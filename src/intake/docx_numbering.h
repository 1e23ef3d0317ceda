// The numbers that Word sets before paragraphs by itself. Private to intake.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "intake/markup.h"
#include "intake/numeral.h"

namespace boyin::intake {

class DocxNumbering {
 public:
  static constexpr std::size_t kLevels = 9;

  /// What word/numbering.xml defines.
  void Read(const Node& root);

  /// Counts the next paragraph of list `number_id` at `level`, and gives its label: "（二）",
  /// "1.2"; empty for a bullet and for a list that is not defined.
  [[nodiscard]] std::string Next(std::string_view number_id, std::size_t level);

 private:
  struct Level {
    int start = 1;
    NumeralKind kind = NumeralKind::kArabic;
    std::string text;         ///< "第%1章"
    bool all_arabic = false;  ///< w:isLgl
  };
  struct Definition {
    std::array<Level, kLevels> levels;
    std::array<int, kLevels> counts{};
    std::array<bool, kLevels> begun{};
  };
  struct List {
    std::string definition;
    std::array<int, kLevels> restart{};  ///< where it begins anew; 0: it goes on
    bool begun = false;
  };

  std::map<std::string, Definition, std::less<>> definitions_;
  std::map<std::string, List, std::less<>> lists_;
};

}  // namespace boyin::intake
