// Word's binary documents (97 to 2003): the text is kept in pieces, and what hides it in pages of
// properties. Names of fields are those of the published format, [MS-DOC].
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/message.h"
#include "base/utf8.h"
#include "intake/composer.h"
#include "intake/compound.h"
#include "intake/finding.h"
#include "intake/office.h"
#include "intake/person.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

/// Numbers at places of a file, low byte first; 0 beyond its end.
struct Bytes {
  std::string_view all;

  [[nodiscard]] std::uint32_t At(std::size_t at, std::size_t size) const {
    if (at > all.size() || all.size() - at < size) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;) {
      value = (value << 8U) | static_cast<unsigned char>(all[at + i]);
    }
    return value;
  }
  [[nodiscard]] std::uint32_t U8(std::size_t at) const { return At(at, 1); }
  [[nodiscard]] std::uint32_t U16(std::size_t at) const { return At(at, 2); }
  [[nodiscard]] std::uint32_t U32(std::size_t at) const { return At(at, 4); }
};

/// The bytes that Windows-1252 gives other characters than ISO 8859-1.
char32_t FromWindows(unsigned char byte) {
  constexpr std::array<char32_t, 32> kHigh{
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  return byte >= 0x80 && byte < 0xA0 ? kHigh.at(byte - 0x80U) : byte;
}

/// A stretch of the text: `count` characters at `offset` of the stream, of one byte or of two.
struct Stretch {
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
  bool wide = false;
};

constexpr std::size_t kMostStretches = 2'000'000;

/// The stretches of the piece table (CLX); nothing where it is broken.
std::optional<std::vector<Stretch>> Stretches(const Bytes& table, std::size_t at, std::size_t end) {
  while (at < end && table.U8(at) == 1) at += 3 + table.U16(at + 1);  // formatting of pieces
  if (at >= end || table.U8(at) != 2) return std::nullopt;
  const std::size_t length = table.U32(at + 1);
  at += 5;
  if (length < 16 || length > table.all.size() || at > table.all.size() - length) {
    return std::nullopt;
  }
  const std::size_t count = (length - 4) / 12;
  if (count > kMostStretches) return std::nullopt;
  std::vector<Stretch> out;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t begin = table.U32(at + i * 4);
    const std::uint32_t next = table.U32(at + i * 4 + 4);
    const std::uint32_t place = table.U32(at + (count + 1) * 4 + i * 8 + 2);
    if (next < begin) return std::nullopt;
    const bool narrow = (place & 0x40000000U) != 0;
    const std::uint32_t offset = place & 0x3FFFFFFFU;
    out.push_back({narrow ? offset / 2 : offset, next - begin, !narrow});
  }
  return out;
}

/// Ranges of the stream (by offset) that have a property.
using Ranges = std::map<std::uint32_t, std::uint32_t>;  // begin → end

bool IsIn(const Ranges& ranges, std::uint32_t offset) {
  auto after = ranges.upper_bound(offset);
  return after != ranges.begin() && (--after)->second > offset;
}

/// Walks the properties of a stretch: `take(code, value)` for each.
template <typename Take>
void Properties(const Bytes& bytes, std::size_t at, std::size_t end, const Take& take) {
  while (at + 2 <= end) {
    const std::uint32_t code = bytes.U16(at);
    at += 2;
    constexpr std::array<std::size_t, 8> kSizes{1, 1, 2, 4, 2, 2, 0, 3};
    std::size_t size = kSizes.at(code >> 13U);
    if (size == 0) size = 1 + (code == 0xD608 ? bytes.U16(at) : bytes.U8(at));
    take(code, bytes.U8(at));
    at += size;
  }
}

struct Formatting {
  Ranges hidden;  ///< not printed, or deleted
  Ranges rows;    ///< paragraphs that end a row of a table
  std::map<std::uint32_t, std::pair<std::uint32_t, int>> styles;  ///< begin → end, style
};

/// Pages of 512 bytes, listed in a table: for each range of the stream, its properties.
template <typename Take>
void Pages(const Bytes& text, const Bytes& table, std::size_t at, std::size_t length,
           const Take& take) {
  if (length < 12 || at > table.all.size() || length > table.all.size() - at) return;
  const std::size_t count = (length - 4) / 8;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t page = std::size_t{table.U32(at + (count + 1) * 4 + i * 4) & 0x3FFFFFU} * 512;
    if (page + 512 > text.all.size()) continue;
    const std::size_t runs = text.U8(page + 511);
    for (std::size_t run = 0; run < runs; ++run) {
      take(page, runs, run, text.U32(page + run * 4), text.U32(page + run * 4 + 4));
    }
  }
}

Formatting ReadFormatting(const Bytes& text, const Bytes& table) {
  Formatting out;
  Pages(text, table, text.U32(0xFA), text.U32(0xFE),
        [&](std::size_t page, std::size_t runs, std::size_t run, std::uint32_t begin,
            std::uint32_t end) {
          const std::size_t at = page + std::size_t{text.U8(page + (runs + 1) * 4 + run)} * 2;
          if (at == page) return;
          bool hidden = false;
          Properties(text, at + 1, std::min(at + 1 + text.U8(at), page + 511),
                     [&](std::uint32_t code, std::uint32_t value) {
                       if (code == 0x083C || code == 0x0800) hidden = value == 1;
                     });
          if (hidden && end > begin) out.hidden[begin] = end;
        });
  Pages(text, table, text.U32(0x102), text.U32(0x106),
        [&](std::size_t page, std::size_t runs, std::size_t run, std::uint32_t begin,
            std::uint32_t end) {
          std::size_t at = page + std::size_t{text.U8(page + (runs + 1) * 4 + run * 13)} * 2;
          if (at == page || end <= begin) return;
          std::size_t size = text.U8(at) * std::size_t{2};
          size = size == 0 ? text.U8(++at) * std::size_t{2} : size - 1;
          const std::size_t last = std::min(at + 1 + size, page + 511);
          out.styles[begin] = {end, static_cast<int>(text.U16(at + 1))};
          Properties(text, at + 3, last, [&](std::uint32_t code, std::uint32_t value) {
            if (code == 0x2417 && value == 1) out.rows[begin] = end;
          });
        });
  return out;
}

class Reader {
 public:
  Reader(const Bytes& text, const Formatting& formatting, Composer& composer)
      : text_(text), formatting_(formatting), composer_(composer) {}

  /// `from` and `to` count characters of the stretches.
  void Read(const std::vector<Stretch>& stretches, std::uint64_t from, std::uint64_t to) {
    std::uint64_t at = 0;
    for (const Stretch& stretch : stretches) {
      for (std::uint32_t i = 0; i < stretch.count; ++i, ++at) {
        if (at >= to) break;
        const std::uint32_t offset = stretch.offset + i * (stretch.wide ? 2 : 1);
        if (offset >= text_.all.size()) return Finish();
        if (at < from) continue;
        Take(stretch.wide ? text_.U16(offset)
                          : FromWindows(static_cast<unsigned char>(text_.all[offset])),
             offset);
      }
    }
    Finish();
  }

 private:
  void Take(char32_t c, std::uint32_t offset) {
    if (c == 0x13) return void(++fields_), void(instruction_ = fields_);
    if (c == 0x14) return void(instruction_ = instruction_ == fields_ ? 0 : instruction_);
    if (c == 0x15) {
      if (instruction_ == fields_) instruction_ = 0;
      fields_ -= fields_ > 0 ? 1 : 0;
      return;
    }
    if (c == 0x07) return EndCell(offset);
    if (c == 0x0D || c == 0x0C || c == 0x0B || c == 0x0E) return EndLine(offset);
    if (instruction_ > 0 || c == 0xAD || c == 0x1F || c == 0xFFFE || c == 0xFFFF) return;
    if (c == 0x1E) c = '-';
    if (c < ' ' && c != '\t') return;  // pictures, marks of notes and of comments
    std::string& line = IsIn(formatting_.hidden, offset) ? hidden_ : line_;
    Append(line, c);
  }

  void Append(std::string& line, char32_t c) {
    if (c >= 0xD800 && c < 0xDC00) {
      high_ = c;
      return;
    }
    if (c >= 0xDC00 && c < 0xE000) {
      c = high_ == 0 ? utf8::kReplacement : 0x10000 + ((high_ - 0xD800) << 10U) + (c - 0xDC00);
    }
    high_ = 0;
    utf8::Append(line, c);
  }

  void EndCell(std::uint32_t offset) {
    if (!IsIn(formatting_.rows, offset)) {
      cell_.push_back(std::exchange(line_, {}));
      row_.push_back(std::exchange(cell_, {}));
      return;
    }
    AddRow(row_, composer_);
    row_.clear();
    DropHidden();
    line_.clear();
  }

  void EndLine(std::uint32_t offset) {
    if (!row_.empty() || InTable(offset)) {
      cell_.push_back(std::exchange(line_, {}));
      return;
    }
    const std::string text = Collapse(line_);
    line_.clear();
    if (!text.empty()) {
      const int level = LevelAt(offset);
      composer_.Add(level > 0 ? BlockKind::kHeading : BlockKind::kParagraph, text).level = level;
    }
    DropHidden();
  }

  [[nodiscard]] bool InTable(std::uint32_t /*offset*/) const { return !cell_.empty(); }

  /// The styles 1 to 9 are those of headings in every file.
  [[nodiscard]] int LevelAt(std::uint32_t offset) const {
    auto after = formatting_.styles.upper_bound(offset);
    if (after == formatting_.styles.begin()) return 0;
    const auto& [end, style] = (--after)->second;
    return end > offset && style >= 1 && style <= 9 ? std::min(style, 6) : 0;
  }

  void DropHidden() {
    composer_.Drop(Collapse(hidden_), "hidden");
    hidden_.clear();
  }

  void Finish() {
    EndLine(0);
    if (!row_.empty() || !cell_.empty()) {
      row_.push_back(std::exchange(cell_, {}));
      AddRow(row_, composer_);
      row_.clear();
    }
  }

  const Bytes& text_;
  const Formatting& formatting_;
  Composer& composer_;
  std::string line_;
  std::string hidden_;
  std::vector<std::string> cell_;              // its finished lines
  std::vector<std::vector<std::string>> row_;  // its finished cells
  int fields_ = 0;                             // open
  int instruction_ = 0;  // the depth of the field whose instruction is being passed over
  char32_t high_ = 0;
};

Result<Document> Refuse(const Source& source, Message what, Message mend) {
  return Fail(Code::kInput, std::string(source.file), std::move(what), std::move(mend));
}

Result<Document> Broken(const Source& source) {
  return Refuse(source, Translated("is a broken Word document"),
                Translated("open it in an office program and save it as DOCX"));
}

/// What else is kept in such files, by the streams it has.
Result<Document> RefuseOther(const Compound& file, const Source& source) {
  struct Kind {
    const char* stream;
    Message name;
    Message mend;
  };
  const Message docx = Translated("save its text as DOCX or plain text");
  const std::array<Kind, 7> kinds{{
      {"Workbook", Translated("is a spreadsheet (XLS)"), docx},
      {"Book", Translated("is a spreadsheet (XLS)"), docx},
      {"PowerPoint Document", Translated("is an old presentation (PPT)"),
       Translated("save it as PPTX")},
      {"__properties_version1.0", Translated("is an Outlook message (MSG)"),
       Translated("save it as EML, or as text")},
      {"EncryptedPackage", Translated("is locked with a password"),
       Translated("save it without the password")},
      {"Catalog", Translated("is Thumbs.db, pictures of a folder"), {}},
      {"Contents", Translated("is an old office file"), docx},
  }};
  for (const Kind& kind : kinds) {
    if (file.Has(kind.stream)) return Refuse(source, kind.name, kind.mend);
  }
  return Refuse(source, Translated("is an old office file, but no text document"), docx);
}

}  // namespace

Result<Document> ReadCompound(const Source& source) {
  const std::optional<Compound> file = Compound::Open(source.bytes);
  if (!file) return Broken(source);
  const std::optional<std::string> stream = file->Read("WordDocument");
  if (!stream) return RefuseOther(*file, source);
  const Bytes text{*stream};
  if (text.U16(0) != 0xA5EC || text.U16(2) < 0xC1) {
    return Refuse(source, Translated("is a Word document from before 1997"),
                  Translated("open it in an office program and save it as DOCX"));
  }
  if ((text.U16(0x0A) & 0x100U) != 0) {
    return Refuse(source, Translated("is a Word document locked with a password"),
                  Translated("save it without the password"));
  }
  const std::optional<std::string> kept =
      file->Read((text.U16(0x0A) & 0x200U) != 0 ? "1Table" : "0Table");
  if (!kept) return Broken(source);
  const Bytes table{*kept};
  const std::size_t clx = text.U32(0x1A2);
  const auto stretches = Stretches(table, clx, clx + text.U32(0x1A6));
  if (!stretches) return Broken(source);
  const Formatting formatting = ReadFormatting(text, table);
  Composer composer(source.tables);
  const std::uint64_t body = text.U32(0x4C);
  Reader(text, formatting, composer).Read(*stretches, 0, body);
  std::uint64_t boxes = body;  // behind notes, headers, macros, comments and endnotes
  for (const std::size_t at : {0x50U, 0x54U, 0x58U, 0x5CU, 0x60U}) boxes += text.U32(at);
  if (const std::uint64_t length = text.U32(0x64); length > 0) {
    Reader(text, formatting, composer).Read(*stretches, boxes, boxes + length);
  }
  Document document = std::move(composer).Finish();
  document.format = "doc";
  document.encoding = "UTF-16LE";
  const Compound::Summary summary = file->ReadSummary();
  document.metadata.title = Collapse(summary.title);
  if (NotAnAuthor(summary.author).empty()) document.metadata.author = NamesIn(summary.author);
  document.metadata.date = summary.created;
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
