#include "encode/mp4_chapters.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/message.h"

namespace boyin::encode {
namespace {

// ISO/IEC 14496-12: a box is a size of four bytes (big-endian, its own included), a type of four
// letters, and its content. No box of ours within moov has a size of eight bytes.
constexpr std::size_t kHeader = 8;
constexpr std::size_t kFullHeader = 12;  // with version and flags

std::uint32_t Get(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

void Put(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
}

void Append(std::string& bytes, std::uint32_t value) {
  bytes.resize(bytes.size() + 4);
  Put(bytes, bytes.size() - 4, value);
}

struct Box {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The boxes of a type inside [begin, end).
std::vector<Box> Children(std::string_view bytes, Box parent, std::string_view type) {
  std::vector<Box> found;
  for (std::size_t at = parent.begin; at + kHeader <= parent.end;) {
    const std::size_t size = Get(bytes, at);
    if (size < kHeader || at + size > parent.end) break;
    if (bytes.substr(at + 4, 4) == type) found.push_back({at, at + size});
    at += size;
  }
  return found;
}

Box Inside(Box box) { return {box.begin + kHeader, box.end}; }

/// The first box along a way such as {"mdia", "minf"}, below `box`.
std::optional<Box> Find(std::string_view bytes, Box box, std::initializer_list<const char*> way) {
  for (const char* type : way) {
    const std::vector<Box> children = Children(bytes, Inside(box), type);
    if (children.empty()) return std::nullopt;
    box = children.front();
  }
  return box;
}

/// The tables of a track by which its samples are found.
struct Tables {
  Box sizes;    // stsz
  Box chunks;   // stsc
  Box offsets;  // stco
};

std::optional<Tables> TablesOf(std::string_view moov, Box track) {
  const std::optional<Box> list = Find(moov, track, {"mdia", "minf", "stbl"});
  if (!list) return std::nullopt;
  const auto sizes = Find(moov, *list, {"stsz"});
  const auto chunks = Find(moov, *list, {"stsc"});
  const auto offsets = Find(moov, *list, {"stco"});
  if (!sizes || !chunks || !offsets) return std::nullopt;
  const bool whole = sizes->end - sizes->begin >= kFullHeader + 8 &&
                     chunks->end - chunks->begin >= kFullHeader + 4 &&
                     offsets->end - offsets->begin >= kFullHeader + 4;
  if (!whole) return std::nullopt;
  return Tables{*sizes, *chunks, *offsets};
}

/// Where each sample of a track lies in the file.
std::vector<std::uint32_t> OffsetsOf(std::string_view moov, const Tables& tables) {
  const std::uint32_t same = Get(moov, tables.sizes.begin + kFullHeader);
  const std::uint32_t samples = Get(moov, tables.sizes.begin + kFullHeader + 4);
  const std::uint32_t runs = Get(moov, tables.chunks.begin + kFullHeader);
  const std::uint32_t chunks = Get(moov, tables.offsets.begin + kFullHeader);
  std::vector<std::uint32_t> offsets;
  std::uint32_t run = 0;
  for (std::uint32_t chunk = 1; chunk <= chunks && offsets.size() < samples; ++chunk) {
    const auto entry = [&](std::uint32_t i) {
      return tables.chunks.begin + kFullHeader + 4 + i * 12UL;
    };
    while (run + 1 < runs && Get(moov, entry(run + 1)) <= chunk) ++run;
    const std::uint32_t in_chunk = Get(moov, entry(run) + 4);
    std::uint32_t at = Get(moov, tables.offsets.begin + kFullHeader + 4 + (chunk - 1) * 4UL);
    for (std::uint32_t i = 0; i < in_chunk && offsets.size() < samples; ++i) {
      const std::size_t size = tables.sizes.begin + kFullHeader + 8 + offsets.size() * 4;
      offsets.push_back(at);
      at += same != 0 ? same : Get(moov, size);
    }
  }
  return offsets;
}

/// Puts `bytes` in the place of a box; the boxes around it grow with it.
void Replace(std::string& moov, Box box, const std::string& bytes, const std::vector<Box>& around) {
  const auto more = static_cast<std::uint32_t>(bytes.size() - (box.end - box.begin));
  for (const Box& outer : around) Put(moov, outer.begin, Get(moov, outer.begin) + more);
  moov.replace(box.begin, box.end - box.begin, bytes);
}

std::string FullBox(const char* type, const std::vector<std::uint32_t>& values) {
  std::string box;
  Append(box, static_cast<std::uint32_t>(kFullHeader + values.size() * 4));
  box += type;
  Append(box, 0);
  for (const std::uint32_t value : values) Append(box, value);
  return box;
}

/// The boxes from moov down to stbl of a track; empty where one is missing.
std::vector<Box> Around(std::string_view moov, Box root, std::size_t track) {
  const std::vector<Box> tracks = Children(moov, Inside(root), "trak");
  std::vector<Box> around{root, tracks[track]};
  for (const char* type : {"mdia", "minf", "stbl"}) {
    const std::optional<Box> next = Find(moov, around.back(), {type});
    if (!next) return {};
    around.push_back(*next);
  }
  return around;
}

Box Root(const std::string& moov) { return {0, moov.size()}; }

bool IsText(std::string_view moov, Box track) {
  const auto handler = Find(moov, track, {"mdia", "hdlr"});
  return handler && handler->end - handler->begin >= kFullHeader + 8 &&
         moov.substr(handler->begin + kFullHeader + 4, 4) == "text";
}

void SetLanguage(std::string& moov, Box track, std::string_view language) {
  const auto head = Find(moov, track, {"mdia", "mdhd"});
  if (!head || language.size() != 3) return;
  const std::size_t at = head->begin + kFullHeader + (moov[head->begin + kHeader] == 1 ? 28 : 16);
  if (at + 2 > head->end) return;
  // Three letters of five bits each.
  unsigned packed = 0;
  for (const char c : language) packed = packed << 5U | (static_cast<unsigned>(c - 0x60) & 31U);
  moov[at] = static_cast<char>(packed >> 8U);
  moov[at + 1] = static_cast<char>(packed & 0xFFU);
}

/// Moves all that the tables of every track point to.
void ShiftOffsets(std::string& moov, std::uint32_t by) {
  for (const Box& track : Children(moov, Inside(Root(moov)), "trak")) {
    const auto offsets = Find(moov, track, {"mdia", "minf", "stbl", "stco"});
    if (!offsets) continue;
    for (std::size_t at = offsets->begin + kFullHeader + 4; at + 4 <= offsets->end; at += 4) {
      Put(moov, at, Get(moov, at) + by);
    }
  }
}

/// True where something of the chapter track was mended.
bool Mend(std::string& moov, std::string_view language, bool before_sound) {
  const std::size_t size_before = moov.size();
  const std::size_t count = Children(moov, Inside(Root(moov)), "trak").size();
  bool any = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Box track = Children(moov, Inside(Root(moov)), "trak")[i];
    if (!IsText(moov, track)) continue;
    SetLanguage(moov, track, language);
    any = true;
    std::optional<Tables> tables = TablesOf(moov, track);
    if (!tables) continue;
    std::vector<std::uint32_t> offsets = OffsetsOf(moov, *tables);
    offsets.insert(offsets.begin(), static_cast<std::uint32_t>(offsets.size()));
    Replace(moov, tables->chunks, FullBox("stsc", {1, 1, 1, 1}), Around(moov, Root(moov), i));
    tables = TablesOf(moov, Children(moov, Inside(Root(moov)), "trak")[i]);
    if (!tables) return false;
    Replace(moov, tables->offsets, FullBox("stco", offsets), Around(moov, Root(moov), i));
  }
  if (before_sound) ShiftOffsets(moov, static_cast<std::uint32_t>(moov.size() - size_before));
  return any;
}

tl::unexpected<Error> CannotMend(const std::filesystem::path& shown) {
  return Fail(Code::kOutput, shown.string(), Translated("cannot write the chapters"),
              Translated("make room, or name another place with -o"));
}

/// Where the boxes of a file lie that matter here.
struct Layout {
  std::uint64_t moov_begin = 0;
  std::uint64_t moov_size = 0;
  bool moov_first = false;
};

std::optional<Layout> LayoutOf(std::ifstream& file, std::uint64_t length) {
  Layout layout;
  bool sound = false;
  for (std::uint64_t at = 0; at + kHeader <= length;) {
    std::string head(16, '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(at));
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    std::uint64_t size = Get(head, 0);
    if (size == 1) size = static_cast<std::uint64_t>(Get(head, 8)) << 32U | Get(head, 12);
    if (size == 0) size = length - at;
    if (size < kHeader || size > length - at) return std::nullopt;
    const std::string_view type = std::string_view(head).substr(4, 4);
    if (type == "mdat") sound = true;
    if (type == "moov") layout = {at, size, !sound};
    at += size;
  }
  return layout.moov_size == 0 ? std::nullopt : std::optional(layout);
}

void Copy(std::ifstream& from, std::uint64_t begin, std::uint64_t end, const Sink& to) {
  std::string part(std::size_t{1} << 20U, '\0');
  from.clear();
  from.seekg(static_cast<std::streamoff>(begin));
  while (begin < end) {
    const std::uint64_t size = std::min<std::uint64_t>(part.size(), end - begin);
    from.read(part.data(), static_cast<std::streamsize>(size));
    to(std::string_view(part).substr(0, size));
    begin += size;
  }
}

}  // namespace

Result<void> MendChapterTrack(const std::filesystem::path& path, std::string_view language,
                              const std::filesystem::path& shown) {
  std::error_code failed;
  const std::uint64_t length = std::filesystem::file_size(path, failed);
  std::ifstream file(path, std::ios::binary);
  if (failed || !file) return CannotMend(shown);
  const std::optional<Layout> layout = LayoutOf(file, length);
  if (!layout) return CannotMend(shown);
  std::string moov(layout->moov_size, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(layout->moov_begin));
  file.read(moov.data(), static_cast<std::streamsize>(moov.size()));
  if (!file) return CannotMend(shown);
  if (!Mend(moov, language, layout->moov_first)) return {};
  Result<void> written = WriteFile(path, [&](const Sink& to) {
    Copy(file, 0, layout->moov_begin, to);
    to(moov);
    Copy(file, layout->moov_begin + layout->moov_size, length, to);
  });
  if (!written) written.error().where = shown.string();
  return written;
}

}  // namespace boyin::encode
