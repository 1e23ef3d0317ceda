#include "synthesise/remote/sound_file.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <sndfile.h>

#include "base/message.h"
#include "synthesise/remote/dynamic_library.h"

namespace boyin::synthesise::remote {
namespace {

constexpr sf_count_t kMostSeconds = 600;

struct Sndfile {
  decltype(&::sf_open_virtual) open;
  decltype(&::sf_readf_float) read;
  decltype(&::sf_close) close;
  decltype(&::sf_strerror) error;
};

Result<Sndfile> LoadSndfile() {
  const Result<DynamicLibrary> library = DynamicLibrary::Load("libsndfile.so.1", "libsndfile1");
  if (!library) return tl::unexpected(library.error());
  Sndfile sndfile{};
  sndfile.open = library->Get<decltype(sndfile.open)>("sf_open_virtual");
  sndfile.read = library->Get<decltype(sndfile.read)>("sf_readf_float");
  sndfile.close = library->Get<decltype(sndfile.close)>("sf_close");
  sndfile.error = library->Get<decltype(sndfile.error)>("sf_strerror");
  return sndfile;
}

const Result<Sndfile>& TheSndfile() {
  static const Result<Sndfile> sndfile = LoadSndfile();
  return sndfile;
}

/// Bytes in memory, read as a file is.
struct Source {
  std::string_view bytes;
  sf_count_t at = 0;
};

sf_count_t Length(void* data) {
  return static_cast<sf_count_t>(static_cast<Source*>(data)->bytes.size());
}

sf_count_t Seek(sf_count_t offset, int whence, void* data) {
  auto& source = *static_cast<Source*>(data);
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source.at : Length(data);
  source.at = std::clamp<sf_count_t>(base + offset, 0, Length(data));
  return source.at;
}

sf_count_t ReadBytes(void* to, sf_count_t count, void* data) {
  auto& source = *static_cast<Source*>(data);
  const sf_count_t most = std::clamp<sf_count_t>(count, 0, Length(data) - source.at);
  std::memcpy(to, source.bytes.data() + source.at, static_cast<std::size_t>(most));
  source.at += most;
  return most;
}

sf_count_t WriteNothing(const void* /*from*/, sf_count_t /*count*/, void* /*data*/) { return 0; }

sf_count_t Tell(void* data) { return static_cast<Source*>(data)->at; }

Clip FromRaw(std::string_view bytes, int rate_hz) {
  Clip clip;
  clip.sample_rate_hz = rate_hz;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const auto low = static_cast<unsigned char>(bytes[at]);
    const auto high = static_cast<unsigned char>(bytes[at + 1]);
    const auto sample =
        static_cast<std::int16_t>(static_cast<unsigned>(low) | (static_cast<unsigned>(high) << 8U));
    clip.samples.push_back(static_cast<float>(sample) / 32768.0F);
  }
  return clip;
}

}  // namespace

Result<Clip> DecodeSound(std::string_view bytes, int raw_rate_hz) {
  const Result<Sndfile>& sndfile = TheSndfile();
  if (!sndfile) return tl::unexpected(sndfile.error());
  Source source{bytes, 0};
  SF_VIRTUAL_IO io{&Length, &Seek, &ReadBytes, &WriteNothing, &Tell};
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, decltype(sndfile->close)> file(
      sndfile->open(&io, SFM_READ, &info, &source), sndfile->close);
  if (!file && raw_rate_hz > 0) return FromRaw(bytes, raw_rate_hz);
  if (!file) {
    const std::string why = sndfile->error(nullptr);
    return Fail(Code::kEngine, "", Translated("the reply is no sound: {}", why));
  }
  Clip clip;
  clip.sample_rate_hz = info.samplerate;
  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> frames(4096 * channels);
  sf_count_t got = 0;
  while ((got = sndfile->read(file.get(), frames.data(), 4096)) > 0) {
    for (std::size_t frame = 0; frame < static_cast<std::size_t>(got); ++frame) {
      float sum = 0;
      for (std::size_t c = 0; c < channels; ++c) sum += frames[frame * channels + c];
      clip.samples.push_back(sum / static_cast<float>(channels));
    }
    if (clip.samples.size() > static_cast<std::size_t>(kMostSeconds * info.samplerate)) {
      return Fail(Code::kEngine, "", Translated("the reply is longer than ten minutes"));
    }
  }
  return clip;
}

}  // namespace boyin::synthesise::remote
