// A zip archive without compression, written by hand: for fuzzing, where every input must be packed
// fast and the same way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace boyin::intake {

inline std::uint32_t Crc(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

inline void Put(std::string& out, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8U) out += static_cast<char>(value & 0xFFU);
}

inline std::string Stored(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out;
  std::string directory;
  for (const auto& [path, bytes] : members) {
    std::string head;
    Put(head, 20, 2);
    Put(head, 0x0800, 2);  // names are UTF-8
    Put(head, 0, 6);       // stored; no time
    Put(head, Crc(bytes), 4);
    Put(head, bytes.size(), 4);
    Put(head, bytes.size(), 4);
    Put(head, path.size(), 2);
    Put(head, 0, 2);
    const std::size_t at = out.size();
    out += std::string("PK\x03\x04", 4) + head + path + bytes;
    directory += std::string("PK\x01\x02\x14\0", 6) + head;
    Put(directory, 0, 10);  // comment, disk, attributes
    Put(directory, at, 4);
    directory += path;
  }
  const std::size_t at = out.size();
  out += directory + std::string("PK\x05\x06\0\0\0\0", 8);
  Put(out, members.size(), 2);
  Put(out, members.size(), 2);
  Put(out, directory.size(), 4);
  Put(out, at, 4);
  Put(out, 0, 2);
  return out;
}

}  // namespace boyin::intake
