// AAC, Opus, Vorbis and MP2 by libavcodec and libavformat; MP3, too, where the rate changes.
#include <vector>

#include <fmt/format.h>

#include "encode/av_encoder.h"
#include "encode/av_file.h"
#include "encode/writer.h"

namespace boyin::encode {
namespace {

class AvWriter : public Writer {
 public:
  explicit AvWriter(std::filesystem::path shown) : shown_(std::move(shown)) {}

  [[nodiscard]] Result<void> Open(const Settings& settings, const ContainerFacts& facts,
                                  const std::filesystem::path& path) {
    if (encoder_.Open(settings) < 0) return av::Refused(settings.format, shown_);
    return Check(file_.Open(settings, encoder_.context(), facts, path));
  }

  [[nodiscard]] Result<void> Write(std::span<const float> samples) override {
    pending_.insert(pending_.end(), samples.begin(), samples.end());
    const std::size_t size = encoder_.frame_size();
    std::size_t at = 0;
    for (; at + size <= pending_.size(); at += size) {
      const int result = encoder_.Send(std::span(pending_).subspan(at, size), take_);
      if (result < 0) return Check(result);
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
    return {};
  }

  [[nodiscard]] Result<void> Finish() override {
    int result = pending_.empty() ? 0 : encoder_.Send(pending_, take_);
    if (result >= 0) result = encoder_.Flush(take_);
    if (result >= 0) result = file_.Close();
    return Check(result);
  }

 private:
  [[nodiscard]] Result<void> Check(int result) const {
    if (result < 0) return av::CannotWrite(shown_, result);
    return {};
  }

  std::filesystem::path shown_;
  AvEncoder encoder_;
  AvFile file_;
  AvEncoder::Take take_ = [this](AVPacket& packet) { return file_.Put(packet); };
  std::vector<float> pending_;
};

}  // namespace

Result<std::unique_ptr<Writer>> OpenAvWriter(const Settings& settings, const ContainerFacts& facts,
                                             const std::filesystem::path& path,
                                             const std::filesystem::path& shown) {
  av::Silence();
  auto writer = std::make_unique<AvWriter>(shown);
  if (Result<void> opened = writer->Open(settings, facts, path); !opened) {
    return tl::unexpected(opened.error());
  }
  return writer;
}

}  // namespace boyin::encode
