#include "server/speech/encoder_pool.h"

#include <utility>

namespace boyin::server {
namespace {

constexpr int kClipRateHz = 22050;  // of eSpeak; a stream adapts itself to another

}  // namespace

Result<encode::Stream> EncoderPool::Take(encode::StreamFormat format) {
  {
    const std::lock_guard lock(mutex_);
    std::vector<encode::Stream>& ready = ready_.at(static_cast<std::size_t>(format));
    if (!ready.empty()) {
      encode::Stream stream = std::move(ready.back());
      ready.pop_back();
      return stream;
    }
  }
  return encode::Stream::Open(format, kClipRateHz);
}

void EncoderPool::Fill(encode::StreamFormat format) {
  std::vector<encode::Stream>& ready = ready_.at(static_cast<std::size_t>(format));
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (ready.size() >= kMost) return;
    }
    Result<encode::Stream> stream = encode::Stream::Open(format, kClipRateHz);
    if (!stream) return;
    const std::lock_guard lock(mutex_);
    ready.push_back(std::move(*stream));
  }
}

}  // namespace boyin::server
