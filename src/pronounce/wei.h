// 为: wéi where something is or becomes something, and in the passive; wèi where something is done
// for somebody or in order to (现代汉语词典).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pronounce/draft.h"

namespace boyin::pronounce {

/// wei.tsv: kinds of words that tell the two apart.
class WeiRules {
 public:
  [[nodiscard]] static Result<WeiRules> Parse(std::string_view text);

  /// The reading of the 为 at `at`, which is a word of its own; none where nothing tells.
  [[nodiscard]] Pinyin Find(const Draft& draft, std::size_t at) const;

 private:
  using Words = std::vector<std::u32string>;
  [[nodiscard]] bool Serves(const Draft& draft, std::size_t at) const;
  [[nodiscard]] bool HasPurpose(const Draft& draft, std::size_t at) const;
  [[nodiscard]] bool PlaysRole(const Draft& draft, std::size_t at) const;
  [[nodiscard]] bool IsNamed(const Draft& draft, std::size_t at) const;
  [[nodiscard]] bool IsRecord(const Draft& draft, std::size_t at) const;

  Words service_;
  Words purpose_;
  Words purpose_noun_;
  Words attribute_;
  Words helping_;
  Words topic_;
  Words role_;
  Words naming_;
  Words record_;
  Words record_end_;
  Words being_;
};

}  // namespace boyin::pronounce
