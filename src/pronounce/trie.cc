#include "pronounce/trie.h"

#include <bit>
#include <utility>

namespace boyin::pronounce {

Trie::Trie(std::uint32_t roots, std::size_t expected_nodes)
    : mask_(std::bit_ceil(expected_nodes * 3 / 2 + 16) - 1),
      keys_(mask_ + 1),
      children_(mask_ + 1),
      words_(std::size_t{roots} + 1, -1) {
  words_.reserve(roots + expected_nodes + 1);
}

Trie::Node Trie::Grow(Node node, char32_t c) {
  const std::uint64_t key = Key(node, c);
  std::size_t at = Slot(key);
  while (keys_[at] != 0) {
    if (keys_[at] == key) return children_[at];
    at = (at + 1) & mask_;
  }
  const auto child = static_cast<Node>(words_.size());
  words_.push_back(-1);
  keys_[at] = key;
  children_[at] = child;
  if (++edges_ * 4 > mask_ * 3) Widen();
  return child;
}

void Trie::Widen() {
  const std::vector<std::uint64_t> keys = std::exchange(keys_, {});
  const std::vector<Node> children = std::exchange(children_, {});
  mask_ = mask_ * 2 + 1;
  keys_.resize(mask_ + 1);
  children_.resize(mask_ + 1);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == 0) continue;
    std::size_t at = Slot(keys[i]);
    while (keys_[at] != 0) at = (at + 1) & mask_;
    keys_[at] = keys[i];
    children_[at] = children[i];
  }
}

}  // namespace boyin::pronounce
