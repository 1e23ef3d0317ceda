#include "server/keys.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <sodium.h>

#include "base/table.h"

namespace boyin::server {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kBasic = "Basic ";
constexpr double kMinute = 60;
constexpr double kDay = 24 * 3600;

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
      return Fail(
          Code::kInput, fmt::format("{}:{}", name, row.line),
          {"is no key: name, SHA-256, requests a minute, characters a day",
           "不是密钥：名称、SHA-256、每分钟请求数、每天字数"},
          {"printf %s KEY | sha256sum makes the hash", "用 printf %s KEY | sha256sum 生成"});
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

/// A bucket that leaks `most` in `period_s`.
std::optional<int> Keys::Take(Bucket& bucket, double amount, double most, double period_s,
                              Time now) {
  if (most <= 0) return std::nullopt;
  const double passed = std::chrono::duration<double>(now - bucket.since).count();
  bucket.used = std::max(0.0, bucket.used - passed * most / period_s);
  bucket.since = now;
  if (bucket.used + amount > most) {
    const double wait = (bucket.used + amount - most) * period_s / most;
    return static_cast<int>(std::clamp(std::ceil(wait), 1.0, period_s));
  }
  bucket.used += amount;
  return std::nullopt;
}

std::optional<int> Keys::TakeRequest(const std::string& name, Time now) {
  const Key* key = Find(name);
  if (key == nullptr) return std::nullopt;
  return Take(requests_[name], 1, key->per_minute, kMinute, now);
}

std::optional<int> Keys::TakeCharacters(const std::string& name, std::size_t count, Time now) {
  const Key* key = Find(name);
  if (key == nullptr) return std::nullopt;
  return Take(characters_[name], static_cast<double>(count), key->characters_per_day, kDay, now);
}

const Key* Keys::Find(const std::string& name) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == name; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace boyin::server
