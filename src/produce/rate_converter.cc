#include "produce/rate_converter.h"

#include <algorithm>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

#include "base/message.h"

namespace boyin::produce {

void RateConverter::Close::operator()(SwrContext* context) const { swr_free(&context); }

Result<RateConverter> RateConverter::Open(int from_hz, int to_hz) {
  RateConverter converter;
  if (from_hz == to_hz) return converter;
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  SwrContext* context = nullptr;
  if (swr_alloc_set_opts2(&context, &mono, AV_SAMPLE_FMT_FLT, to_hz, &mono, AV_SAMPLE_FMT_FLT,
                          from_hz, 0, nullptr) >= 0) {
    converter.context_.reset(context);
    av_opt_set_int(context, "exact_rational", 1, 0);
    av_opt_set_int(context, "filter_size", 64, 0);
    if (swr_init(context) >= 0) return converter;
  }
  return Fail(Code::kUsage, "", Translated("cannot convert this sample rate"));
}

std::span<const float> RateConverter::Convert(std::span<const float> samples) {
  if (context_ == nullptr) return samples;
  const auto count = static_cast<int>(samples.size());
  out_.resize(static_cast<std::size_t>(std::max(0, swr_get_out_samples(context_.get(), count))));
  const auto* in = reinterpret_cast<const std::uint8_t*>(samples.data());
  auto* out = reinterpret_cast<std::uint8_t*>(out_.data());
  const int got = swr_convert(context_.get(), &out, static_cast<int>(out_.size()),
                              samples.empty() ? nullptr : &in, count);
  return std::span(out_).first(static_cast<std::size_t>(std::max(got, 0)));
}

std::span<const float> RateConverter::Flush() { return Convert({}); }

}  // namespace boyin::produce
