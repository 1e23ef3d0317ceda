// Who may use the service, and how much. Private to server.
//
// A file of keys is a table, one key a line: name, SHA-256 of the key in hexadecimal, requests a
// minute, characters a day; 0 or nothing is no limit. `printf %s KEY | sha256sum` makes the hash.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::server {

struct Key {
  std::string name;
  std::string sha256;  ///< 32 bytes
  double per_minute = 0;
  double characters_per_day = 0;

  bool operator==(const Key&) const = default;
};

/// kInput with `name:line` for a line that makes no sense.
[[nodiscard]] Result<std::vector<Key>> ParseKeys(std::string_view text, std::string_view name);

/// For one thread. Time comes from outside.
class Keys {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Keys() = default;
  explicit Keys(std::vector<Key> keys) : keys_(std::move(keys)) {}

  /// New keys; what was used by names that stay is not forgotten.
  void Replace(std::vector<Key> keys) { keys_ = std::move(keys); }

  /// The name of the key in "Bearer KEY", or in "Basic …", where a browser sends it as the password
  /// whatever the user's name. All keys are compared, in constant time.
  [[nodiscard]] std::optional<std::string> NameOf(std::string_view authorization) const;

  /// Counts a request of `name`; the seconds to wait where it is one too many.
  [[nodiscard]] std::optional<int> TakeRequest(const std::string& name, Time now);
  [[nodiscard]] std::optional<int> TakeCharacters(const std::string& name, std::size_t count,
                                                  Time now);

 private:
  struct Bucket {
    double used = 0;
    Time since;
  };
  [[nodiscard]] static std::optional<int> Take(Bucket& bucket, double amount, double most,
                                               double period_s, Time now);
  [[nodiscard]] const Key* Find(const std::string& name) const;

  std::vector<Key> keys_;
  std::map<std::string, Bucket> requests_;
  std::map<std::string, Bucket> characters_;
};

}  // namespace boyin::server
