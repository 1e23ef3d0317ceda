// A half-open range of bytes [begin, end) in some text. Ranges are how every product keeps hold of
// the words it came from.
#pragma once

#include <cstddef>
#include <string_view>

namespace boyin {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] constexpr std::size_t size() const { return end - begin; }
  [[nodiscard]] constexpr bool empty() const { return begin == end; }
  [[nodiscard]] constexpr bool Contains(std::size_t at) const { return begin <= at && at < end; }
  [[nodiscard]] constexpr std::string_view In(std::string_view text) const {
    return text.substr(begin, end - begin);
  }
  constexpr bool operator==(const Range&) const = default;
};

}  // namespace boyin
