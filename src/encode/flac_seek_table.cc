#include "encode/flac_seek_table.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace boyin::encode {
namespace {

// RFC 9639.
constexpr std::size_t kBlockHeader = 4;
constexpr std::size_t kStreamInfo = 34;
constexpr std::size_t kMagic = 4;  // "fLaC"
constexpr unsigned char kSeekTable = 3;
constexpr std::uint64_t kSeconds = 10;  // between two points
constexpr std::size_t kPart = std::size_t{1} << 20U;
constexpr std::size_t kLongestHeader = 16;  // of a frame

unsigned char Byte(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint64_t Number(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | Byte(bytes, at + i);
  return value;
}

void Append(std::string& bytes, std::uint64_t value, std::size_t count) {
  for (std::size_t i = count; i-- > 0;)
    bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

/// The polynomial x⁸ + x² + x + 1 of a frame's header.
unsigned Crc8(std::string_view bytes) {
  unsigned crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1U) ^ ((crc & 0x80U) != 0 ? 0x107U : 0U);
  }
  return crc;
}

/// The number of the frame that begins at `at`, in a stream whose blocks have one size; nothing
/// where none begins there.
std::optional<std::uint64_t> FrameAt(std::string_view bytes, std::size_t at) {
  if (at + kLongestHeader > bytes.size() || Byte(bytes, at) != 0xFF ||
      Byte(bytes, at + 1) != 0xF8) {
    return std::nullopt;
  }
  const unsigned sizes = Byte(bytes, at + 2);
  std::size_t end = at + 4;
  // The number is coded as UTF-8 codes characters, with up to seven bytes.
  const unsigned lead = Byte(bytes, end);
  std::size_t more = 0;
  while (more < 7 && (lead & (0x80U >> more)) != 0) ++more;
  if (more == 1) return std::nullopt;
  const std::size_t length = std::max<std::size_t>(more, 1);
  std::uint64_t number = more == 0 ? lead : lead & (0x7FU >> more);
  for (std::size_t i = 1; i < length; ++i) {
    if ((Byte(bytes, end + i) & 0xC0U) != 0x80U) return std::nullopt;
    number = number << 6U | (Byte(bytes, end + i) & 0x3FU);
  }
  end += length;
  const unsigned block = sizes >> 4U;
  const unsigned rate = sizes & 0xFU;
  end += block == 6 ? 1 : block == 7 ? 2 : 0;
  end += rate == 12 ? 1 : rate == 13 || rate == 14 ? 2 : 0;
  if (end >= bytes.size()) return std::nullopt;
  return Crc8(bytes.substr(at, end - at)) == Byte(bytes, end) ? std::optional(number)
                                                              : std::nullopt;
}

struct Stream {
  std::uint64_t block = 0;  // samples of a frame
  std::uint64_t rate_hz = 0;
  std::uint64_t samples = 0;
  std::uint64_t sound = 0;  // byte at which the first frame begins
};

std::optional<Stream> StreamOf(std::ifstream& file) {
  std::string head(kMagic + kBlockHeader + kStreamInfo, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (!file || !head.starts_with("fLaC") || (Byte(head, kMagic) & 0x7FU) != 0) return std::nullopt;
  const std::size_t info = kMagic + kBlockHeader;
  const std::uint64_t packed = Number(head, info + 10, 8);
  Stream stream{Number(head, info + 2, 2), packed >> 44U, packed & 0xF'FFFF'FFFFU, 0};
  bool last = (Byte(head, kMagic) & 0x80U) != 0;
  stream.sound = head.size();
  while (!last) {
    std::string block(kBlockHeader, '\0');
    file.seekg(static_cast<std::streamoff>(stream.sound));
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    if (!file || (Byte(block, 0) & 0x7FU) == kSeekTable) return std::nullopt;
    last = (Byte(block, 0) & 0x80U) != 0;
    stream.sound += kBlockHeader + Number(block, 1, 3);
  }
  return stream;
}

struct Point {
  std::uint64_t sample = 0;
  std::uint64_t offset = 0;  // from the first frame
};

std::vector<Point> PointsOf(std::ifstream& file, const Stream& stream) {
  std::vector<Point> points;
  const std::uint64_t every = std::max<std::uint64_t>(1, kSeconds * stream.rate_hz / stream.block);
  std::string bytes;
  std::uint64_t begin = stream.sound;  // of `bytes` in the file
  std::uint64_t next = 0;              // number of the frame that is looked for
  file.clear();
  file.seekg(static_cast<std::streamoff>(begin));
  std::string part(kPart, '\0');
  while (file) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    bytes.append(part, 0, static_cast<std::size_t>(file.gcount()));
    if (!file) bytes.append(kLongestHeader, '\0');  // the last header may be short
    std::size_t at = 0;
    for (; at + kLongestHeader <= bytes.size(); ++at) {
      if (Byte(bytes, at) != 0xFF || FrameAt(bytes, at) != next) continue;
      if (next % every == 0) points.push_back({next * stream.block, begin + at - stream.sound});
      ++next;
    }
    bytes.erase(0, at);
    begin += at;
  }
  return points;
}

std::string TableOf(const std::vector<Point>& points, std::uint64_t block) {
  std::string table;
  table.push_back(static_cast<char>(kSeekTable));
  Append(table, points.size() * 18, 3);
  for (const Point& point : points) {
    Append(table, point.sample, 8);
    Append(table, point.offset, 8);
    Append(table, block, 2);
  }
  return table;
}

}  // namespace

Result<void> AddSeekTable(const std::filesystem::path& path, const std::filesystem::path& shown) {
  std::ifstream file(path, std::ios::binary);
  const std::optional<Stream> stream = file ? StreamOf(file) : std::nullopt;
  if (!stream || stream->block == 0 || stream->rate_hz == 0) return {};
  const std::vector<Point> points = PointsOf(file, *stream);
  if (points.empty()) return {};
  Result<void> written = WriteFile(path, [&](const Sink& to) {
    constexpr std::size_t kHead = kMagic + kBlockHeader + kStreamInfo;
    std::string part(kPart, '\0');
    file.clear();
    file.seekg(0);
    file.read(part.data(), kHead);
    const bool last = (Byte(part, kMagic) & 0x80U) != 0;
    part[kMagic] = 0;
    to(std::string_view(part).substr(0, kHead));
    std::string table = TableOf(points, stream->block);
    if (last) table[0] = static_cast<char>(kSeekTable | 0x80U);
    to(table);
    while (file) {
      file.read(part.data(), static_cast<std::streamsize>(part.size()));
      to(std::string_view(part).substr(0, static_cast<std::size_t>(file.gcount())));
    }
  });
  if (!written) written.error().where = shown.string();
  return written;
}

}  // namespace boyin::encode
