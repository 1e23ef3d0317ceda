#include "produce/resample.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

#include "base/message.h"

namespace boyin::produce {
namespace {

constexpr std::size_t kPiece = 4096;

struct CloseResampler {
  void operator()(SwrContext* context) const { swr_free(&context); }
};
using Resampler = std::unique_ptr<SwrContext, CloseResampler>;

Resampler Open(int from_hz, int to_hz) {
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  SwrContext* context = nullptr;
  if (swr_alloc_set_opts2(&context, &mono, AV_SAMPLE_FMT_FLT, to_hz, &mono, AV_SAMPLE_FMT_FLT,
                          from_hz, 0, nullptr) < 0) {
    return nullptr;
  }
  Resampler resampler(context);
  // Exact rational steps: without them marks drift by a sample a minute.
  av_opt_set_int(context, "exact_rational", 1, 0);
  av_opt_set_int(context, "filter_size", 64, 0);
  av_opt_set_double(context, "cutoff", 0.97, 0);
  return swr_init(context) < 0 ? nullptr : std::move(resampler);
}

}  // namespace

Result<std::vector<float>> Resample(std::span<const float> samples, int from_hz, int to_hz) {
  if (from_hz == to_hz) return std::vector<float>(samples.begin(), samples.end());
  const Resampler resampler = from_hz > 0 && to_hz > 0 ? Open(from_hz, to_hz) : nullptr;
  if (resampler == nullptr) {
    return Fail(Code::kEngine, "", Translated("cannot turn {} Hz into {} Hz", from_hz, to_hz));
  }
  const auto length = static_cast<std::size_t>(
      (static_cast<std::int64_t>(samples.size()) * to_hz + from_hz - 1) / from_hz);
  std::vector<float> out(length);
  // In pieces, so that libswresample keeps its buffers small; a last call without input flushes the
  // filter's tail. The filter's delay is taken out by libswresample itself.
  std::size_t made = 0;
  for (std::size_t given = 0; given < samples.size(); given += kPiece) {
    const std::span<const float> piece =
        samples.subspan(given, std::min(kPiece, samples.size() - given));
    const auto* in = reinterpret_cast<const std::uint8_t*>(piece.data());
    auto* to = reinterpret_cast<std::uint8_t*>(out.data() + made);
    const int room = std::min(static_cast<int>(length - made),
                              swr_get_out_samples(resampler.get(), static_cast<int>(piece.size())));
    const int got = swr_convert(resampler.get(), &to, room, &in, static_cast<int>(piece.size()));
    if (got < 0) return Fail(Code::kEngine, "", Translated("cannot resample"));
    made += static_cast<std::size_t>(got);
  }
  auto* rest = reinterpret_cast<std::uint8_t*>(out.data() + made);
  swr_convert(resampler.get(), &rest, static_cast<int>(length - made), nullptr, 0);
  return out;
}

}  // namespace boyin::produce
