#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>

#include <fmt/format.h>
#include <sndfile.h>
#include <taglib.h>

#include "base/message.h"
#include "encode/av.h"
#include "encode/encode.h"

namespace boyin::encode {
namespace av {

void Silence() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_level(AV_LOG_QUIET); });
}

std::string Address(const std::filesystem::path& path) { return "file:" + path.string(); }

namespace {

std::string Text(int number) {
  std::string text(AV_ERROR_MAX_STRING_SIZE, '\0');
  av_strerror(number, text.data(), text.size());
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

}  // namespace

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, int number) {
  if (number == AVERROR(ENOSPC) || number == AVERROR(EDQUOT)) {
    return Fail(Code::kOutput, path.string(), Translated("no space left on the disk"),
                Translated("make room, or name another place with -o"));
  }
  return Fail(Code::kOutput, path.string(), Translated("cannot write: {}", Text(number)),
              Translated("name another place with -o"));
}

tl::unexpected<Error> Refused(Format format, const std::filesystem::path& path) {
  return Fail(
      Code::kUsage, path.string(),
      Translated("the encoder for {} refuses these settings or is missing", FormatName(format)),
      Translated("try another bit rate or sample rate"));
}

tl::unexpected<Error> CannotRead(const std::filesystem::path& path, int number) {
  if (number == AVERROR(ENOENT)) {
    return Fail(Code::kInput, path.string(), Translated("no such file"));
  }
  return Fail(Code::kInput, path.string(),
              Translated("no audio that can be read: {}", Text(number)),
              Translated("name an audio file"));
}

}  // namespace av

namespace {

std::string Dotted(unsigned version) {
  return fmt::format("{}.{}.{}", version >> 16U, (version >> 8U) & 0xFFU, version & 0xFFU);
}

}  // namespace

std::vector<Library> Libraries() {
  std::string sndfile(128, '\0');
  sf_command(nullptr, SFC_GET_LIB_VERSION, sndfile.data(), static_cast<int>(sndfile.size()));
  sndfile.resize(std::strlen(sndfile.c_str()));
  if (sndfile.starts_with("libsndfile-")) sndfile.erase(0, std::strlen("libsndfile-"));
  return {{"libavcodec", Dotted(avcodec_version())},
          {"libavformat", Dotted(avformat_version())},
          {"libsndfile", sndfile},
          {"TagLib", fmt::format("{}.{}.{}", TAGLIB_MAJOR_VERSION, TAGLIB_MINOR_VERSION,
                                 TAGLIB_PATCH_VERSION)}};
}

}  // namespace boyin::encode
