// Taiwan's standard readings (國語一字多音審訂表), where they differ from the mainland's:
// taiwan.tsv.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "pronounce/draft.h"
#include "pronounce/trie.h"

namespace boyin::pronounce {

class Taiwan {
 public:
  [[nodiscard]] static Result<Taiwan> Parse(std::string_view text);

  /// Gives words, and then characters, the readings of Taiwan. What the user fixed stays.
  void Say(Draft& draft) const;

 private:
  struct Pair {
    Pinyin mainland;
    Pinyin taiwan;
  };
  [[nodiscard]] std::size_t SayWord(Draft& draft, std::size_t at) const;

  std::unordered_map<char32_t, std::vector<Pair>> characters_;
  Trie words_{1, 256};
  std::vector<std::vector<Pinyin>> readings_;
};

}  // namespace boyin::pronounce
