#include <algorithm>
#include <array>

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
      {"\x89PNG", {"a PNG image", "PNG 图片"}},
      {"\xFF\xD8\xFF", {"a JPEG image", "JPEG 图片"}},
      {"GIF8", {"a GIF image", "GIF 图片"}},
      {"WEBP", {"a WebP image", "WebP 图片"}, 8},
      {"II*", {"a TIFF image", "TIFF 图片"}},
      {std::string_view("MM\0*", 4), {"a TIFF image", "TIFF 图片"}},
      {"%PDF-", {"a PDF document", "PDF 文档"}},
      {"ftypheic", {"a HEIC image", "HEIC 图片"}, 4},
      {std::string_view("PK\x03\x04", 4),
       {"a zip archive (or DOCX, EPUB)", "zip 压缩包（或 DOCX、EPUB）"}},
      {"Rar!\x1A\x07", {"a RAR archive", "RAR 压缩包"}},
      {"7z\xBC\xAF\x27\x1C", {"a 7-Zip archive", "7z 压缩包"}},
      {"\x1F\x8B", {"a gzip archive", "gzip 压缩包"}},
      {"BZh", {"a bzip2 archive", "bzip2 压缩包"}},
      {"\xFD"
       "7zXZ",
       {"an xz archive", "xz 压缩包"}},
      {"\x7F"
       "ELF",
       {"a program", "可执行程序"}},
      {"\xD0\xCF\x11\xE0",
       {"an old Office file (DOC, XLS, PPT), an Outlook message (MSG) or Thumbs.db",
        "旧版 Office 文件（DOC、XLS、PPT）、Outlook 邮件（MSG）或 Thumbs.db"}},
      {"{\\rtf", {"an RTF document", "RTF 文档"}},
      {"ID3", {"an MP3 file", "MP3 音频"}},
      {"OggS", {"an Ogg file", "Ogg 音频"}},
      {"fLaC", {"a FLAC file", "FLAC 音频"}},
      {"BOOKMOBI", {"a Kindle book (MOBI)", "Kindle 电子书（MOBI）"}, 60},
      {"ITSF", {"a Windows help file (CHM)", "Windows 帮助文件（CHM）"}},
      {"ftyp", {"an MP4 file", "MP4 文件"}, 4},
      {"RIFF", {"a RIFF (WAV or AVI) file", "RIFF（WAV 或 AVI）文件"}},
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
