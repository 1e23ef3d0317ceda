// Who may use the service, and how much. Private to server.
//
// A file of keys is a table, one key a line: name, SHA-256 of the key in hexadecimal, requests a
// minute, characters a day; 0 or nothing is no limit. `printf %s KEY | sha256sum` makes the hash.
#pragma once

#include <chrono>
#include <deque>
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
  /// What was used in the last period, to a fortieth of it: no period of that length, wherever it
  /// begins, holds more than is allowed.
  class Window {
   public:
    explicit Window(std::chrono::duration<double> period) : period_(period) {}
    /// Takes `amount` unless that is more than `most`; then the seconds until it would not be.
    [[nodiscard]] std::optional<int> Take(double amount, double most, Time now);

   private:
    struct Slot {
      Time begin;
      double used = 0;
    };
    std::chrono::duration<double> period_;
    std::deque<Slot> slots_;  // the oldest first
  };
  [[nodiscard]] const Key* Find(const std::string& name) const;

  std::vector<Key> keys_;
  std::map<std::string, Window> requests_;
  std::map<std::string, Window> characters_;
};

/// Callers that came with wrong keys. After a few they wait, longer with each. For one thread.
class FailedKeys {
 public:
  using Time = Keys::Time;

  /// The seconds that `peer` has to wait, whatever its next key is.
  [[nodiscard]] std::optional<int> Wait(const std::string& peer, Time now);
  void Count(const std::string& peer, Time now);

 private:
  static constexpr std::size_t kMostPeers = 10'000;
  struct Record {
    double failures = 0;  ///< forgotten one by one
    Time last;
  };
  static void Forget(Record& record, Time now);

  std::map<std::string, Record> peers_;
};

}  // namespace boyin::server
