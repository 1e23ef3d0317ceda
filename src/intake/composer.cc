#include "intake/composer.h"

#include <utility>

#include "base/utf8.h"

namespace boyin::intake {
namespace {

/// Written without spaces between words: Han, kana, Chinese punctuation, full-width forms.
bool IsWide(char32_t c) {
  return utf8::IsHan(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF00 && c <= 0xFFEF) ||
         c == U'“' || c == U'”' || c == U'‘' || c == U'’' || c == U'—' || c == U'…';
}

}  // namespace

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x3000 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F;
}

bool IsLineEnd(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool IsBlank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (!IsSpace(c.value)) return false;
    at += c.length;
  }
  return true;
}

std::string Collapse(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  char32_t before = 0;
  bool space = false;
  bool line_end = false;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (IsSpace(c.value)) {
      space = true;
      line_end = line_end || IsLineEnd(c.value);
    } else {
      const bool joined = line_end && IsWide(before) && IsWide(c.value);
      if (space && !out.empty() && !joined) out += ' ';
      out += text.substr(at, c.length);
      before = c.value;
      space = line_end = false;
    }
    at += c.length;
  }
  return out;
}

Range Composer::Append(std::string_view text) {
  std::string& all = document_.text;
  if (!all.empty()) {
    document_.dropped.push_back({{all.size(), all.size() + 1}, "layout"});
    all += '\n';
  }
  const Range range{all.size(), all.size() + text.size()};
  all += text;
  return range;
}

namespace {

std::string WithCommas(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) {
    if (!cell.empty()) row += row.empty() ? cell : "，" + cell;
  }
  return row;
}

}  // namespace

std::string RowUnder(const std::vector<std::string>& heads, const std::vector<std::string>& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    if (!row.empty()) row += "，";
    if (i > 0 && i < heads.size() && heads[i] != cells[i]) row += heads[i];
    row += cells[i];
  }
  return row;
}

void Composer::AddTableRow(const std::vector<std::string>& cells) {
  if (WithCommas(cells).empty()) return;
  if (tables_ == Tables::kSkip) return Drop(WithCommas(cells), "table");
  if (tables_ == Tables::kRows) {
    AddBlock(BlockKind::kTableRow, WithCommas(cells));
  } else if (heads_.empty()) {
    heads_ = cells;
    alone_ = true;
  } else {
    if (std::exchange(alone_, false)) {
      document_.dropped.push_back({Append(WithCommas(heads_)), "table head"});
    }
    AddBlock(BlockKind::kTableRow, RowUnder(heads_, cells));
  }
}

void Composer::EndTable() {
  if (std::exchange(alone_, false)) AddBlock(BlockKind::kTableRow, WithCommas(heads_));
  heads_.clear();
}

Document Composer::Finish() && {
  EndTable();
  return std::move(document_);
}

Block& Composer::Add(BlockKind kind, std::string_view text) {
  EndTable();
  return AddBlock(kind, text);
}

Block& Composer::AddBlock(BlockKind kind, std::string_view text) {
  Block block;
  block.kind = kind;
  block.text = text;
  block.source = Append(text);
  return document_.blocks.emplace_back(std::move(block));
}

void Composer::Drop(std::string_view text, std::string_view reason) {
  if (text.empty()) return;
  if (alone_) EndTable();
  document_.dropped.push_back({Append(text), std::string(reason)});
}

}  // namespace boyin::intake
