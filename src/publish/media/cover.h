// Cover: the picture of an episode where the user has none. Its title and date, typeset on a plain
// ground whose colour belongs to the programme.
//
//   Result<encode::Picture> cover = MakeCover({.programme = "盐阜大众报", .title = "创先争优",
//                                              .date = "2017-02-03"});
//   if (cover) tags.cover = *cover;
#pragma once

#include <string>

#include "base/result.h"
#include "encode/encode.h"

namespace boyin::publish {

struct CoverText {
  std::string programme{};  ///< above; may be empty
  std::string title{};
  std::string date{};  ///< "2017-02-03", which is shown as 2017年2月3日, or any other text
  std::string note{};  ///< small, below: who speaks

  bool operator==(const CoverText&) const = default;
};

/// A JPEG of 3000 × 3000 pixels, RGB, below 512 kB (what Apple asks of artwork). The same text
/// gives the same picture on a machine with the same fonts. kOther, with the package to install,
/// where no font has the characters. Takes about 0.2 s; may be called from several threads.
[[nodiscard]] Result<encode::Picture> MakeCover(const CoverText& text);

/// "2017年2月3日" for "2017-02-03", "2017年2月" for "2017-02"; anything else as it is.
[[nodiscard]] std::string WrittenDate(const std::string& date);

}  // namespace boyin::publish
