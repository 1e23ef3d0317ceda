#include "pronounce/draft.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

struct Block {
  char32_t first;
  char32_t last;
};

// Where letters and their combining marks live. Marks inside these blocks are few and harmless.
constexpr auto kLetterBlocks = std::to_array<Block>({
    {U'0', U'9'},     {U'A', U'Z'},     {U'a', U'z'},       {0xAA, 0xAA},     {0xB5, 0xB5},
    {0xBA, 0xBA},     {0xC0, 0xD6},     {0xD8, 0xF6},       {0xF8, 0x2C1},    {0x300, 0x37D},
    {0x37F, 0x386},   {0x388, 0x1FFF},  {0x2102, 0x2102},   {0x2107, 0x2107}, {0x210A, 0x2115},
    {0x2119, 0x211D}, {0x2124, 0x2139}, {0x2C00, 0x2DFF},   {0x3041, 0x3098}, {0x309D, 0x309F},
    {0x30A1, 0x30FA}, {0x30FC, 0x318E}, {0x31A0, 0x31BF},   {0x31F0, 0x31FF}, {0xA000, 0xABFF},
    {0xAC00, 0xD7FF}, {0xFB00, 0xFDFF}, {0xFE70, 0xFEFC},   {0xFF10, 0xFF19}, {0xFF21, 0xFF3A},
    {0xFF41, 0xFF5A}, {0xFF66, 0xFFDC}, {0x10000, 0x1EFFF},
});

bool IsLetter(char32_t c) {
  return std::ranges::any_of(
      kLetterBlocks, [c](const Block& block) { return c >= block.first && c <= block.last; });
}

constexpr char32_t kRepeat = 0x3005;  // 々: says the character before it again

CellKind KindOf(char32_t c, const Draft& before) {
  if (utf8::IsHan(c)) return CellKind::kHan;
  if (c == kRepeat && !before.cells.empty() && before.cells.back().kind == CellKind::kHan) {
    return CellKind::kHan;
  }
  return IsLetter(c) ? CellKind::kLetter : CellKind::kMark;
}

}  // namespace

Draft MakeDraft(std::string_view text) {
  Draft draft;
  draft.cells.reserve(text.size() / 3 + 8);
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    Cell cell;
    cell.kind = KindOf(c.value, draft);
    cell.c = c.value == kRepeat && cell.kind == CellKind::kHan ? draft.cells.back().c : c.value;
    cell.byte = static_cast<std::uint32_t>(at);
    draft.cells.push_back(cell);
    at += c.length;
  }
  return draft;
}

}  // namespace boyin::pronounce
