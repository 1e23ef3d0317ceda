#include <algorithm>
#include <array>

#include "base/message.h"
#include "intake/charset.h"

namespace boyin::intake {
namespace {

struct Signature {
  std::string_view bytes;
  Message kind;
  std::size_t at = 0;  ///< where they stand
};

const std::array<Signature, 24>& Signatures() {
  static const std::array<Signature, 24> signatures{{
      {"\x89PNG", Translated("a PNG image")},
      {"\xFF\xD8\xFF", Translated("a JPEG image")},
      {"GIF8", Translated("a GIF image")},
      {"WEBP", Translated("a WebP image"), 8},
      {"II*", Translated("a TIFF image")},
      {std::string_view("MM\0*", 4), Translated("a TIFF image")},
      {"%PDF-", Translated("a PDF document")},
      {"ftypheic", Translated("a HEIC image"), 4},
      {std::string_view("PK\x03\x04", 4), Translated("a zip archive (or DOCX, EPUB)")},
      {"Rar!\x1A\x07", Translated("a RAR archive")},
      {"7z\xBC\xAF\x27\x1C", Translated("a 7-Zip archive")},
      {"\x1F\x8B", Translated("a gzip archive")},
      {"BZh", Translated("a bzip2 archive")},
      {"\xFD"
       "7zXZ",
       Translated("an xz archive")},
      {"\x7F"
       "ELF",
       Translated("a program")},
      {"\xD0\xCF\x11\xE0",
       Translated("an old Office file (DOC, XLS, PPT), an Outlook message (MSG) or Thumbs.db")},
      {"{\\rtf", Translated("an RTF document")},
      {"ID3", Translated("an MP3 file")},
      {"OggS", Translated("an Ogg file")},
      {"fLaC", Translated("a FLAC file")},
      {"BOOKMOBI", Translated("a Kindle book (MOBI)"), 60},
      {"ITSF", Translated("a Windows help file (CHM)")},
      {"ftyp", Translated("an MP4 file"), 4},
      {"RIFF", Translated("a RIFF (WAV or AVI) file")},
  }};
  return signatures;
}

}  // namespace

std::optional<Message> BinaryKind(std::string_view bytes) {
  for (const Signature& signature : Signatures()) {
    if (bytes.size() >= signature.at && bytes.substr(signature.at).starts_with(signature.bytes)) {
      return signature.kind;
    }
  }
  return std::nullopt;
}

}  // namespace boyin::intake
