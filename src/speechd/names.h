// What marks and keys are called: data/names.tsv. Private to speechd.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "speechd/settings.h"

namespace boyin::speechd {

class Names {
 public:
  /// The table inside the program. kOther, with its line, where it is wrong.
  [[nodiscard]] static Result<Names> Load();

  /// The name of a mark (one character), of a key; empty where it has none.
  [[nodiscard]] std::string_view Mark(std::string_view text) const;
  [[nodiscard]] std::string_view Key(std::string_view text) const;

  /// Whether a mark is named in running text.
  [[nodiscard]] bool IsNamed(std::string_view text, Punctuation punctuation) const;

 private:
  struct Entry {
    Punctuation from = Punctuation::kAll;
    bool in_text = true;
    std::string_view spoken;
  };
  std::map<std::string_view, Entry> marks_;
  std::map<std::string_view, std::string_view> keys_;
};

}  // namespace boyin::speechd
