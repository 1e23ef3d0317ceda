// A table keyed by phrases, asked for the longest phrase that begins or ends at a place in a text.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace boyin::normalise {

/// Keys are views: what they view must outlive the map.
template <typename T>
class PhraseMap {
 public:
  struct Hit {
    std::size_t length = 0;  ///< bytes; 0 where nothing matched
    const T* value = nullptr;
    explicit operator bool() const { return value != nullptr; }
  };

  void Add(std::string_view key, T value) {
    if (key.empty()) return;
    map_.insert_or_assign(key, std::move(value));
    if (key.size() >= lengths_.size()) lengths_.resize(key.size() + 1);
    lengths_[key.size()] = true;
    heads_.set(Head(key, 0));
    if (key.size() < 3) short_heads_.set(Byte(key.front()));
    last_.set(Byte(key.back()));
  }

  [[nodiscard]] const T* Find(std::string_view key) const {
    const auto found = map_.find(key);
    return found == map_.end() ? nullptr : &found->second;
  }

  /// The longest key that text has at byte `at`.
  [[nodiscard]] Hit LongestAt(std::string_view text, std::size_t at) const {
    if (at >= text.size()) return {};
    if (!heads_[Head(text, at)] && !short_heads_[Byte(text[at])]) return {};
    for (std::size_t n = std::min(lengths_.size() - 1, text.size() - at); n > 0; --n) {
      if (!lengths_[n] || !last_[Byte(text[at + n - 1])]) continue;
      if (const T* value = Find(text.substr(at, n))) return {n, value};
    }
    return {};
  }

  /// The longest key that ends just before byte `at`.
  [[nodiscard]] Hit LongestBefore(std::string_view text, std::size_t at) const {
    if (at == 0 || !last_[Byte(text[at - 1])]) return {};
    for (std::size_t n = std::min(lengths_.size() - 1, at); n > 0; --n) {
      if (!lengths_[n]) continue;
      if (!heads_[Head(text, at - n)] && !short_heads_[Byte(text[at - n])]) continue;
      if (const T* value = Find(text.substr(at - n, n))) return {n, value};
    }
    return {};
  }

  [[nodiscard]] auto begin() const { return map_.begin(); }
  [[nodiscard]] auto end() const { return map_.end(); }
  [[nodiscard]] bool empty() const { return map_.empty(); }

 private:
  static std::size_t Byte(char c) { return static_cast<unsigned char>(c); }

  std::unordered_map<std::string_view, T> map_;
  // What the first three bytes may be, so that most places are passed without a look-up.
  static std::size_t Head(std::string_view text, std::size_t at) {
    std::size_t head = 0;
    for (std::size_t i = at; i < std::min(text.size(), at + 3); ++i) {
      head = head * 67 + Byte(text[i]);
    }
    return head % 4096;
  }

  std::bitset<4096> heads_;
  std::bitset<256> short_heads_;  // of keys shorter than three bytes
  std::bitset<256> last_;
  std::vector<bool> lengths_ = {false};  // which there are
};

}  // namespace boyin::normalise
