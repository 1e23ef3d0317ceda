// A table keyed by phrases, asked for the longest phrase that begins or ends at a place in a text.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>

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
    longest_ = std::max(longest_, key.size());
    first_.set(Byte(key.front()));
    last_.set(Byte(key.back()));
  }

  [[nodiscard]] const T* Find(std::string_view key) const {
    const auto found = map_.find(key);
    return found == map_.end() ? nullptr : &found->second;
  }

  /// The longest key that text has at byte `at`.
  [[nodiscard]] Hit LongestAt(std::string_view text, std::size_t at) const {
    if (at >= text.size() || !first_[Byte(text[at])]) return {};
    for (std::size_t n = std::min(longest_, text.size() - at); n > 0; --n) {
      if (!last_[Byte(text[at + n - 1])]) continue;
      if (const T* value = Find(text.substr(at, n))) return {n, value};
    }
    return {};
  }

  /// The longest key that ends just before byte `at`.
  [[nodiscard]] Hit LongestBefore(std::string_view text, std::size_t at) const {
    if (at == 0 || !last_[Byte(text[at - 1])]) return {};
    for (std::size_t n = std::min(longest_, at); n > 0; --n) {
      if (!first_[Byte(text[at - n])]) continue;
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
  std::bitset<256> first_;
  std::bitset<256> last_;
  std::size_t longest_ = 0;
};

}  // namespace boyin::normalise
