// Where in a text file something stands, as editors count: from 1.
#pragma once

#include <cstddef>

namespace boyin {

struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;

  bool operator==(const TextPlace&) const = default;
};

}  // namespace boyin
