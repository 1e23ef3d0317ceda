// Words to numbers: a trie whose edges live in one open-addressing hash table. Built once, then
// read by any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace boyin::pronounce {

class Trie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kNone = 0;

  /// `roots` nodes 1 … roots stand for first characters and are found by the caller.
  Trie(std::uint32_t roots, std::size_t expected_nodes);

  /// The child of `node` by `c`, or kNone.
  [[nodiscard]] Node Step(Node node, char32_t c) const {
    const std::uint64_t key = Key(node, c);
    for (std::size_t at = Slot(key);; at = (at + 1) & mask_) {
      if (keys_[at] == key) return children_[at];
      if (keys_[at] == 0) return kNone;
    }
  }
  /// The child of `node` by `c`, made where there is none.
  Node Grow(Node node, char32_t c);

  /// The number set for `node`, or -1.
  [[nodiscard]] std::int32_t Word(Node node) const { return words_[node]; }
  void SetWord(Node node, std::int32_t word) { words_[node] = word; }

 private:
  static std::uint64_t Key(Node node, char32_t c) { return (std::uint64_t{node} << 21U) | c; }
  [[nodiscard]] std::size_t Slot(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 24U) & mask_;
  }
  void Widen();

  std::size_t mask_;
  std::vector<std::uint64_t> keys_;  // 0: free (a key has a node, and nodes begin at 1)
  std::vector<Node> children_;
  std::vector<std::int32_t> words_;  // by node
  std::size_t edges_ = 0;
};

}  // namespace boyin::pronounce
