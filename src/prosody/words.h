// The words of a clause. Private to prosody.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "pronounce/pronounce.h"
#include "prosody/phrase.h"

namespace boyin::prosody {

/// Whether anything is heard of the token.
[[nodiscard]] bool IsSaid(const pronounce::Token& token);

/// The tokens of a clause [first, end) grouped into words.
class WordCutter {
 public:
  explicit WordCutter(const pronounce::Utterance& utterance) : utterance_(utterance) {}

  [[nodiscard]] std::vector<Word> Cut(std::size_t first, std::size_t end);

 private:
  void Take(const pronounce::Token& token, std::string_view text, std::size_t i);
  void GlueQuotation(std::size_t begin);

  const pronounce::Utterance& utterance_;
  std::vector<Word> words_;
};

}  // namespace boyin::prosody
