#include "intake/intake.h"

#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/utf8.h"
#include "intake/charset.h"
#include "intake/credit.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongestHeading = 40;  // characters

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x3000 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F;
}

bool IsLineEnd(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/// Cuts a text into its lines, white space at their ends going to `dropped`.
class LineCutter {
 public:
  explicit LineCutter(Document& document) : document_(document) {}

  void Cut() {
    const std::string_view text = document_.text;
    std::size_t at = 0;
    if (text.starts_with("\xEF\xBB\xBF")) {
      at = 3;
      document_.dropped.push_back({{0, 3}, "byte order mark"});
    }
    gap_ = begin_ = last_ = at;
    while (at < text.size()) {
      const utf8::CodePoint c = utf8::Decode(text, at);
      if (IsLineEnd(c.value)) {
        EndLine();
        last_ = begin_ = at + c.length;
      } else if (!IsSpace(c.value)) {
        if (last_ == begin_) begin_ = at;
        last_ = at + c.length;
      } else if (last_ == begin_) {
        last_ = begin_ = at + c.length;
      }
      at += c.length;
    }
    EndLine();
    if (gap_ < text.size()) document_.dropped.push_back({{gap_, text.size()}, "layout"});
  }

 private:
  void EndLine() {
    if (begin_ == last_) return;
    if (gap_ < begin_) document_.dropped.push_back({{gap_, begin_}, "layout"});
    const Range source{begin_, last_};
    document_.blocks.push_back(
        {BlockKind::kParagraph, std::string(source.In(document_.text)), source});
    gap_ = begin_ = last_;
  }

  Document& document_;
  std::size_t gap_ = 0;    // end of the last block
  std::size_t begin_ = 0;  // first character of this line that is not white space
  std::size_t last_ = 0;   // past the last one
};

bool EndsLikeASentence(std::string_view text) {
  constexpr std::array<std::string_view, 13> kMarks{"。", "！", "？", "；", "，", "：", "”",
                                                    ".",  "!",  "?",  ";",  ",",  ":"};
  for (const std::string_view mark : kMarks) {
    if (text.ends_with(mark)) return true;
  }
  return false;
}

/// A short first line without closing mark, with more text to follow, is the title.
void FindTitle(Document& document) {
  if (document.blocks.size() < 2) return;
  Block& first = document.blocks.front();
  if (first.kind != BlockKind::kParagraph || EndsLikeASentence(first.text) ||
      utf8::Length(first.text) > kLongestHeading) {
    return;
  }
  first.kind = BlockKind::kHeading;
  document.metadata.title = first.text;
}

/// Credits stand in the first three or the last three lines.
void FindCredits(Document& document) {
  const std::size_t count = document.blocks.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= 3 && i + 3 < count) continue;
    const std::optional<Credit> credit = ReadCredit(document.blocks[i].text);
    if (!credit) continue;
    document.blocks[i].kind = BlockKind::kCredit;
    std::string& field =
        credit->field == "source" ? document.metadata.source : document.metadata.author;
    if (field.empty()) field = credit->value;
  }
}

}  // namespace

Result<Document> Read(std::string_view bytes, std::string_view file_name, const Options& options) {
  if (bytes.empty()) {
    return Fail(Code::kInput, std::string(file_name), {"is empty", "是空文件"},
                {"put the text to be read into it", "请写入要朗读的文字"});
  }
  Result<Decoded> decoded = Decode(bytes, file_name, options.encoding);
  if (!decoded) return tl::unexpected(decoded.error());
  Document document;
  document.file = file_name;
  document.name = std::filesystem::path(file_name).stem().string();
  document.encoding = std::move(decoded->encoding);
  document.text = std::move(decoded->text);
  document.metadata.language = "zh";
  LineCutter(document).Cut();
  if (document.blocks.empty()) {
    return Fail(Code::kInput, std::string(file_name),
                {"holds nothing but white space", "只有空白，没有文字"},
                {"put the text to be read into it", "请写入要朗读的文字"});
  }
  FindCredits(document);
  FindTitle(document);
  return document;
}

}  // namespace boyin::intake
