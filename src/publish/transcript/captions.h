// Sentences cut into captions: at most two lines of a width that fits a screen, broken between
// phrases, never inside a word or a number. Private to publish.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "episode/shown_text.h"

namespace boyin::publish {

/// Columns of a line; a Han character takes two. What the guidance for podcasts asks of SRT
/// (32 Latin characters); VTT allows 65.
inline constexpr std::size_t kLineColumns = 32;

struct Caption {
  struct Line {
    std::string text;
    std::vector<episode::ShownWord> words;  ///< their ranges are bytes of `text`
  };
  std::vector<Line> lines;  ///< one or two
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
  std::string speaker;
};

/// In order; none overlaps the one before it.
[[nodiscard]] std::vector<Caption> CaptionsOf(const std::vector<episode::Shown>& sentences);

/// How wide a text stands on a screen.
[[nodiscard]] std::size_t Columns(std::string_view text);

}  // namespace boyin::publish
