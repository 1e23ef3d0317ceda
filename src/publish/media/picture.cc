#include "publish/media/picture.h"

#include <cstddef>

namespace boyin::publish {
namespace {

int Byte(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

int Word(std::string_view bytes, std::size_t at) {
  return Byte(bytes, at) * 256 + Byte(bytes, at + 1);
}

/// PNG (ISO/IEC 15948): IHDR comes first. Colour type 2 is RGB; 3, a palette, is shown as RGB.
PictureFacts PngFacts(std::string_view bytes) {
  const int colour = Byte(bytes, 25);
  return {Word(bytes, 18), Word(bytes, 22), (colour == 2 || colour == 3) && Byte(bytes, 24) <= 8};
}

/// JPEG (ITU-T T.81): segments up to the first frame header, which has size and components.
std::optional<PictureFacts> JpegFacts(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 9 < bytes.size() && Byte(bytes, at) == 0xFF) {
    const int marker = Byte(bytes, at + 1);
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      return PictureFacts{Word(bytes, at + 7), Word(bytes, at + 5),
                          Byte(bytes, at + 4) == 8 && Byte(bytes, at + 9) == 3};
    }
    at += 2 + static_cast<std::size_t>(Word(bytes, at + 2));
  }
  return std::nullopt;
}

}  // namespace

std::optional<PictureFacts> FactsOf(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n") && bytes.size() > 26) return PngFacts(bytes);
  if (bytes.starts_with("\xFF\xD8\xFF")) return JpegFacts(bytes);
  return std::nullopt;
}

}  // namespace boyin::publish
