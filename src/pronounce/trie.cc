#include "pronounce/trie.h"

#include <bit>
#include <utility>

namespace boyin::pronounce {

Trie::Trie(std::uint32_t roots, std::size_t expected_nodes)
    : mask_(std::bit_ceil(expected_nodes * 3 / 2 + 16) - 1),
      edges_(mask_ + 1),
      seen_mask_((mask_ + 1) / 8 - 1),
      seen_(seen_mask_ + 1),
      last_(roots) {}

/// Where the key stands, or the free place where it would.
std::size_t Trie::Find(std::uint64_t key) const {
  std::size_t at = Hash(key) & mask_;
  while (edges_[at].key != 0 && edges_[at].key != key) at = (at + 1) & mask_;
  return at;
}

Trie::Node Trie::Grow(Node node, char32_t c) {
  const std::uint64_t key = Key(node, c);
  Edge& edge = edges_[Find(key)];
  if (edge.key == key) return edge.child;
  edge = {key, ++last_, -1};
  seen_[(Hash(key) >> 6U) & seen_mask_] |= std::uint64_t{1} << (Hash(key) & 63U);
  if (++count_ * 4 > mask_ * 3) Widen();
  return last_;
}

void Trie::SetWord(Node node, char32_t c, std::int32_t word) {
  edges_[Find(Key(node, c))].word = word;
}

void Trie::AddWord(Node node, std::u32string_view word, std::int32_t number) {
  if (word.empty()) return;
  for (const char32_t c : word.substr(0, word.size() - 1)) node = Grow(node, c);
  Grow(node, word.back());
  SetWord(node, word.back(), number);
}

void Trie::Widen() {
  const std::vector<Edge> edges = std::exchange(edges_, {});
  mask_ = mask_ * 2 + 1;
  edges_.resize(mask_ + 1);
  for (const Edge& edge : edges) {
    if (edge.key != 0) edges_[Find(edge.key)] = edge;
  }
}

}  // namespace boyin::pronounce
