#include "server/http/keys.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <sodium.h>

#include "base/message.h"
#include "base/table.h"

namespace boyin::server {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kBasic = "Basic ";
constexpr std::chrono::duration<double> kMinute{60};
constexpr std::chrono::duration<double> kDay{24 * 3600};
constexpr int kSlots = 40;  // of a period
constexpr double kFreeFailures = 10;
constexpr double kForgetSeconds = 60;  // one failure
constexpr double kLongestWait = 600;

std::optional<double> Number(const table::Row& row, std::size_t cell) {
  if (row.cells.size() <= cell || row.cells[cell].empty()) return 0;
  double value = 0;
  const std::string_view text = row.cells[cell];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<std::string> KeyIn(std::string_view authorization) {
  if (authorization.starts_with(kBearer)) {
    return std::string(authorization.substr(kBearer.size()));
  }
  if (!authorization.starts_with(kBasic)) return std::nullopt;
  const std::string_view text = authorization.substr(kBasic.size());
  std::string pair(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(pair.data()), pair.size(), text.data(),
                        text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0) {
    return std::nullopt;
  }
  pair.resize(size);
  const std::size_t colon = pair.find(':');
  return colon == std::string::npos ? std::nullopt : std::optional(pair.substr(colon + 1));
}

}  // namespace

Result<std::vector<Key>> ParseKeys(std::string_view text, std::string_view name) {
  const Result<std::vector<table::Row>> rows = table::Parse(text, name, 2);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<Key> keys;
  for (const table::Row& row : *rows) {
    Key key;
    key.name = row.cells[0];
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    std::size_t size = 0;
    const bool hex = sodium_hex2bin(hash.data(), hash.size(), row.cells[1].data(),
                                    row.cells[1].size(), nullptr, &size, nullptr) == 0 &&
                     size == hash.size() && row.cells[1].size() == 2 * hash.size();
    const std::optional<double> per_minute = Number(row, 2);
    const std::optional<double> per_day = Number(row, 3);
    if (key.name.empty() || !hex || !per_minute || !per_day) {
      return Fail(Code::kInput, fmt::format("{}:{}", name, row.line),
                  Translated("is no key: name, SHA-256, requests a minute, characters a day"),
                  Translated("printf %s KEY | sha256sum makes the hash"));
    }
    key.sha256.assign(reinterpret_cast<const char*>(hash.data()), hash.size());
    key.per_minute = *per_minute;
    key.characters_per_day = *per_day;
    keys.push_back(std::move(key));
  }
  return keys;
}

std::optional<std::string> Keys::NameOf(std::string_view authorization) const {
  const std::optional<std::string> carried = KeyIn(authorization);
  if (!carried) return std::nullopt;
  const std::string& given = *carried;
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(given.data()),
                     given.size());
  const Key* found = nullptr;
  for (const Key& key : keys_) {
    if (sodium_memcmp(hash.data(), key.sha256.data(), hash.size()) == 0) found = &key;
  }
  if (found == nullptr) return std::nullopt;
  return found->name;
}

std::optional<int> Keys::Window::Take(double amount, double most, Time now) {
  if (most <= 0) return std::nullopt;
  const auto slot_length = std::chrono::duration_cast<Time::duration>(period_ / kSlots);
  const auto window = std::chrono::duration_cast<Time::duration>(period_) + slot_length;
  while (!slots_.empty() && now - slots_.front().begin >= window) slots_.pop_front();
  double used = amount;
  for (const Slot& slot : slots_) used += slot.used;
  if (used > most) {
    // Until enough of the oldest slots have gone.
    Time free = now + window;
    for (const Slot& slot : slots_) {
      used -= slot.used;
      if (used > most) continue;
      free = slot.begin + window;
      break;
    }
    const double wait = std::chrono::duration<double>(free - now).count();
    return static_cast<int>(std::clamp(std::ceil(wait), 1.0, period_.count() * 2));
  }
  if (slots_.empty() || now - slots_.back().begin >= slot_length) slots_.push_back({now, 0});
  slots_.back().used += amount;
  return std::nullopt;
}

std::optional<int> Keys::TakeRequest(const std::string& name, Time now) {
  const Key* key = Find(name);
  if (key == nullptr) return std::nullopt;
  return requests_.try_emplace(name, kMinute).first->second.Take(1, key->per_minute, now);
}

std::optional<int> Keys::TakeCharacters(const std::string& name, std::size_t count, Time now) {
  const Key* key = Find(name);
  if (key == nullptr) return std::nullopt;
  return characters_.try_emplace(name, kDay)
      .first->second.Take(static_cast<double>(count), key->characters_per_day, now);
}

const Key* Keys::Find(const std::string& name) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == name; });
  return found == keys_.end() ? nullptr : &*found;
}

void FailedKeys::Forget(Record& record, Time now) {
  const double passed = std::chrono::duration<double>(now - record.last).count();
  record.failures = std::max(0.0, record.failures - passed / kForgetSeconds);
  record.last = now;
}

std::optional<int> FailedKeys::Wait(const std::string& peer, Time now) {
  const auto found = peers_.find(peer);
  if (found == peers_.end()) return std::nullopt;
  const double failures = found->second.failures;
  if (failures < kFreeFailures) return std::nullopt;
  const double wait = std::min(kLongestWait, std::exp2(failures - kFreeFailures)) -
                      std::chrono::duration<double>(now - found->second.last).count();
  return wait > 0 ? std::optional(static_cast<int>(std::ceil(wait))) : std::nullopt;
}

void FailedKeys::Count(const std::string& peer, Time now) {
  if (peers_.size() >= kMostPeers && !peers_.contains(peer)) {
    for (auto at = peers_.begin(); at != peers_.end();) {
      Forget(at->second, now);
      at = at->second.failures < 1 ? peers_.erase(at) : std::next(at);
    }
    // All of them fresh: the table starts anew rather than grow.
    if (peers_.size() >= kMostPeers) peers_.clear();
  }
  Record& record = peers_.try_emplace(peer, Record{0, now}).first->second;
  Forget(record, now);
  record.failures += 1;
}

}  // namespace boyin::server
