// Words to numbers: a trie whose edges live in one open-addressing hash table. Built once, then
// read by any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace boyin::pronounce {

class Trie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kNone = 0;

  /// `roots` nodes 1 … roots stand for first characters and are found by the caller.
  Trie(std::uint32_t roots, std::size_t expected_nodes);

  /// The child of `node` by `c`, or kNone, and the number set for it, or -1.
  struct Found {
    Node node = kNone;
    std::int32_t word = -1;
  };
  [[nodiscard]] Found Step(Node node, char32_t c) const {
    const std::uint64_t key = Key(node, c);
    const std::uint64_t hash = Hash(key);
    if (!MayHold(hash)) return {};
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Edge& edge = edges_[at];
      if (edge.key == key) return {edge.child, edge.word};
      if (edge.key == 0) return {};
    }
  }
  /// The child of `node` by `c`, made where there is none.
  Node Grow(Node node, char32_t c);

  /// Sets the number of the child of `node` by `c`, which must be there.
  void SetWord(Node node, char32_t c, std::int32_t word);

  /// Grows a whole word from `node` and sets its number.
  void AddWord(Node node, std::u32string_view word, std::int32_t number);

 private:
  static std::uint64_t Key(Node node, char32_t c) { return (std::uint64_t{node} << 21U) | c; }
  static std::uint64_t Hash(std::uint64_t key) { return (key * 0x9E3779B97F4A7C15U) >> 24U; }
  /// Most steps lead nowhere: a small table of bits says so without a look at the large one.
  [[nodiscard]] bool MayHold(std::uint64_t hash) const {
    return (seen_[(hash >> 6U) & seen_mask_] >> (hash & 63U) & 1U) != 0;
  }
  [[nodiscard]] std::size_t Find(std::uint64_t key) const;
  void Widen();

  /// What a step looks at, in one line of the cache.
  struct Edge {
    std::uint64_t key = 0;  // 0: free (a key has a node, and nodes begin at 1)
    Node child = kNone;
    std::int32_t word = -1;
  };
  std::size_t mask_;
  std::vector<Edge> edges_;
  std::size_t seen_mask_ = 0;
  std::vector<std::uint64_t> seen_;
  Node last_;
  std::size_t count_ = 0;
};

}  // namespace boyin::pronounce
