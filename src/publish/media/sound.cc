#include "publish/media/sound.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace boyin::publish {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTypes{
    {{".mp3", "audio/mpeg"},
     {".m4a", "audio/x-m4a"},
     {".m4b", "audio/x-m4b"},
     {".opus", "audio/ogg"},
     {".ogg", "audio/ogg"},
     {".oga", "audio/ogg"},
     {".flac", "audio/flac"},
     {".wav", "audio/wav"},
     {".mp2", "audio/mpeg"}}};

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string_view SoundType(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const auto& [name, type] : kTypes) {
    if (extension == name) return type;
  }
  return {};
}

std::string UrlPath(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (IsUnreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string FromUrlPath(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const int high = at + 2 < path.size() ? HexDigit(path[at + 1]) : -1;
    const int low = at + 2 < path.size() ? HexDigit(path[at + 2]) : -1;
    if (path[at] == '%' && high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      at += 2;
    } else {
      out += path[at];
    }
  }
  return out;
}

}  // namespace boyin::publish
