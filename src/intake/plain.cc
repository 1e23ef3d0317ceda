#include <array>

#include "base/utf8.h"
#include "intake/charset.h"
#include "intake/composer.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongestHeading = 40;  // characters

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
    Block block;
    block.text = source.In(document_.text);
    block.source = source;
    document_.blocks.push_back(std::move(block));
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
  first.level = 1;
  document.metadata.title = first.text;
}

}  // namespace

Result<Document> ReadPlain(const Source& source) {
  Result<Decoded> decoded = Decode(source.bytes, source.file, source.encoding);
  if (!decoded) return tl::unexpected(decoded.error());
  Document document;
  document.format = "text";
  document.text = std::move(decoded->text);
  NoteDecoding(*decoded, document);
  LineCutter(document).Cut();
  Result<Document> complete = Complete(std::move(document), source);
  if (complete) FindTitle(*complete);
  return complete;
}

}  // namespace boyin::intake
