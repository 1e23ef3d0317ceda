// What was found for the metadata of a page, where, and how much it is believed. Private to intake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/intake.h"

namespace boyin::intake {

/// Candidates for the fields of Metadata. The most believed valid one of a field wins, of equals
/// the first.
class Findings {
 public:
  /// `origin` says where it stands: "og:title", "near the title". An empty value is none.
  void Add(std::string_view field, std::string_view value, std::string_view origin, int belief);

  /// Takes those of a field out of the race for which `refuse` gives a reason.
  template <typename Refuse>
  void Judge(std::string_view field, Refuse refuse) {
    for (Finding& finding : all_) {
      if (finding.field == field && finding.refused.empty()) {
        finding.refused = refuse(finding.value);
      }
    }
  }

  /// The winner of a field, which is marked as such; empty where there is none.
  std::string Choose(std::string_view field);

  [[nodiscard]] const std::vector<Finding>& all() const { return all_; }
  [[nodiscard]] std::vector<Finding> Take() && { return std::move(all_); }

 private:
  std::vector<Finding> all_;
};

/// Why a name is nobody's: "a number", "an address", "a publisher"; empty for a person's.
[[nodiscard]] std::string_view NotAnAuthor(std::string_view name);

/// Whether a name is that of a paper, a site or a channel, by data/publishers.tsv.
[[nodiscard]] bool IsPublisher(std::string_view name);

}  // namespace boyin::intake
