// Rich Text Format: its words. Groups that no page shows (fonts, styles, pictures, comments) are
// passed over; text in a character set of Windows is decoded as the file declares it.
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/date.h"
#include "base/message.h"
#include "base/utf8.h"
#include "intake/composer.h"
#include "intake/conversion.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kDeepest = 1000;  // groups in each other

/// Destinations whose text is not that of the document, and what is to be said of it.
struct Destination {
  std::string_view word;
  std::string_view reason;  ///< empty: nobody wrote it
};

constexpr std::array<Destination, 26> kDestinations{{{"fonttbl", ""},
                                                     {"colortbl", ""},
                                                     {"stylesheet", ""},
                                                     {"listtable", ""},
                                                     {"listoverridetable", ""},
                                                     {"rsidtbl", ""},
                                                     {"generator", ""},
                                                     {"pict", ""},
                                                     {"object", ""},
                                                     {"themedata", ""},
                                                     {"datastore", ""},
                                                     {"latentstyles", ""},
                                                     {"xmlnstbl", ""},
                                                     {"fldinst", ""},
                                                     {"bkmkstart", ""},
                                                     {"bkmkend", ""},
                                                     {"filetbl", ""},
                                                     {"header", "running head"},
                                                     {"headerl", "running head"},
                                                     {"headerr", "running head"},
                                                     {"headerf", "running head"},
                                                     {"footer", "running head"},
                                                     {"footerl", "running head"},
                                                     {"footerr", "running head"},
                                                     {"footnote", "footnote"},
                                                     {"annotation", "comment"}}};

std::string CodePage(int number) {
  if (number == 936) return "GB18030";
  if (number == 950) return "Big5";
  if (number == 65001) return "UTF-8";
  return fmt::format("windows-{}", number);
}

/// The state that a group hands down.
struct Group {
  const Destination* destination = nullptr;
  bool silent = false;  ///< nothing of it is text
  bool info = false;    ///< title, author …
  bool hidden = false;
  int skip = 1;  ///< characters that follow a \u for readers without Unicode
  std::string field;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) { groups_.emplace_back(); }

  Result<Document> Run(const Source& source) {
    for (at_ = 0; at_ < bytes_.size();) {
      const char c = bytes_[at_];
      if (c == '{') {
        Flush();
        ++at_;
        if (groups_.size() > kDeepest) {
          return Fail(Code::kInput, fmt::format("{}: byte {}", source.file, at_),
                      Translated("groups are nested deeper than {}", kDeepest),
                      Translated("save it as DOCX or plain text"));
        }
        groups_.push_back(groups_.back());
        pending_skip_ = 0;
      } else if (c == '}') {
        Flush();
        ++at_;
        if (groups_.size() > 1) groups_.pop_back();
        pending_skip_ = 0;
      } else if (c == '\\') {
        Control();
      } else {
        ++at_;
        if (c != '\r' && c != '\n') Byte(c);
      }
    }
    EndLine();
    Document document = std::move(composer_).Finish();
    document.format = "rtf";
    document.encoding = encoding_;
    document.metadata = std::move(metadata_);
    if (bad_ > 0) {
      document.notes.push_back(Translated("{} places are not valid {}", bad_, encoding_));
    }
    return Complete(std::move(document), source);
  }

 private:
  void Control() {
    ++at_;
    if (at_ >= bytes_.size()) return;
    const char c = bytes_[at_];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter) return Symbol(c);
    const std::size_t begin = at_;
    while (at_ < bytes_.size() && ((bytes_[at_] >= 'a' && bytes_[at_] <= 'z') ||
                                   (bytes_[at_] >= 'A' && bytes_[at_] <= 'Z'))) {
      ++at_;
    }
    const std::string_view word = bytes_.substr(begin, at_ - begin);
    int number = 0;
    const char* first = bytes_.data() + at_;
    const auto [end, error] = std::from_chars(first, bytes_.data() + bytes_.size(), number);
    const bool given = error == std::errc();
    if (given) at_ += static_cast<std::size_t>(end - first);
    if (at_ < bytes_.size() && bytes_[at_] == ' ') ++at_;
    Word(word, given ? std::optional(number) : std::nullopt);
  }

  void Symbol(char c) {
    ++at_;
    if (c == '\'' && at_ + 2 <= bytes_.size()) {
      int byte = 0;
      std::from_chars(bytes_.data() + at_, bytes_.data() + at_ + 2, byte, 16);
      at_ += 2;
      if (pending_skip_ > 0) {
        --pending_skip_;
      } else {
        narrow_ += static_cast<char>(byte);
      }
    } else if (c == '*') {
      groups_.back().silent = true;  // a destination that may be passed over
    } else if (c == '~') {
      Say(" ");
    } else if (c == '_') {
      Say("-");
    } else if (c == '{' || c == '}' || c == '\\') {
      Byte(c);
    } else if (c == '\n' || c == '\r') {
      EndLine();
    }
  }

  void Word(std::string_view word, std::optional<int> number) {
    Group& group = groups_.back();
    if (word == "u" && number) {
      Flush();
      Unicode(*number);
    } else if (word == "uc") {
      group.skip = number.value_or(1);
    } else if (word == "ansicpg" && number) {
      encoding_ = CodePage(*number);
    } else if (word == "bin" && number && *number > 0) {
      at_ += std::min(static_cast<std::size_t>(*number), bytes_.size() - at_);
    } else if (word == "par" || word == "line" || word == "sect" || word == "page" ||
               word == "row") {
      EndLine();
    } else if (word == "cell" || word == "nestcell") {
      Say("，");
    } else if (word == "tab") {
      Say(" ");
    } else if (word == "v" || word == "deleted") {
      Flush();
      group.hidden = number.value_or(1) != 0;
    } else if (word == "plain") {
      Flush();
      group.hidden = false;
    } else if (word == "info") {
      group.info = true;
    } else if (group.info && (word == "title" || word == "author")) {
      group.field = word;
    } else if (const std::string_view mark = Named(word); !mark.empty()) {
      Say(mark);
    } else {
      for (const Destination& one : kDestinations) {
        if (one.word == word) group.destination = &one;
      }
    }
  }

  static std::string_view Named(std::string_view word) {
    struct Mark {
      std::string_view word, text;
    };
    constexpr std::array<Mark, 7> kMarks{{{"emdash", "—"},
                                          {"endash", "–"},
                                          {"lquote", "‘"},
                                          {"rquote", "’"},
                                          {"ldblquote", "“"},
                                          {"rdblquote", "”"},
                                          {"bullet", "·"}}};
    for (const Mark& mark : kMarks) {
      if (mark.word == word) return mark.text;
    }
    return {};
  }

  /// \u takes UTF-16 in signed numbers; a pair makes one character.
  void Unicode(int number) {
    const auto unit = static_cast<char32_t>(number < 0 ? number + 65536 : number);
    std::string text;
    if (unit >= 0xD800 && unit < 0xDC00) {
      high_ = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      if (high_ != 0) utf8::Append(text, 0x10000 + ((high_ - 0xD800) << 10U) + (unit - 0xDC00));
      high_ = 0;
    } else if (unit <= 0x10FFFF && unit != 0) {
      utf8::Append(text, unit);
    }
    Say(text);
    pending_skip_ = groups_.back().skip;
  }

  void Byte(char c) {
    if (pending_skip_ > 0) {
      --pending_skip_;
      return;
    }
    narrow_ += c;
  }

  /// Bytes wait until they are whole characters of their set.
  void Flush() {
    if (narrow_.empty()) return;
    const std::string bytes = std::exchange(narrow_, {});
    const std::optional<Converted> text = Convert(bytes, encoding_, bytes.size());
    if (!text) return;
    bad_ += Shown() ? text->bad : 0;
    Say(text->text);
  }

  [[nodiscard]] bool Shown() const {
    const Group& group = groups_.back();
    return group.destination == nullptr && !group.silent && !group.info && !group.hidden;
  }

  void Say(std::string_view text) {
    if (!narrow_.empty()) Flush();
    const Group& group = groups_.back();
    if (!group.field.empty()) {
      (group.field == "title" ? metadata_.title : metadata_.author) += text;
    } else if (Shown()) {
      line_ += text;
    } else if (!group.silent && !group.info) {
      const std::string_view reason =
          group.destination != nullptr ? group.destination->reason : "hidden";
      if (!reason.empty()) Aside(text, reason);
    }
  }

  void Aside(std::string_view text, std::string_view reason) {
    if (asides_.empty() || asides_.back().second != reason) asides_.emplace_back("", reason);
    asides_.back().first += text;
  }

  void EndLine() {
    Flush();
    if (!Shown()) return Aside(" ", "hidden");
    std::string text = Collapse(std::exchange(line_, {}));
    while (text.ends_with("，")) text.resize(text.size() - std::string_view("，").size());
    if (!text.empty()) composer_.Add(BlockKind::kParagraph, text);
    for (const auto& [aside, reason] : asides_) composer_.Drop(Collapse(aside), reason);
    asides_.clear();
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::vector<Group> groups_;
  int pending_skip_ = 0;
  char32_t high_ = 0;
  std::string encoding_ = "windows-1252";
  std::string narrow_;
  std::size_t bad_ = 0;
  std::string line_;
  std::vector<std::pair<std::string, std::string_view>> asides_;
  Metadata metadata_;
  Composer composer_;
};

}  // namespace

Result<Document> ReadRtf(const Source& source) { return Reader(source.bytes).Run(source); }

}  // namespace boyin::intake
