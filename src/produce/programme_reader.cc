#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <utility>

#include "produce/level.h"
#include "produce/limiter.h"
#include "produce/produce.h"
#include "produce/programme_reader_state.h"
#include "produce/spool.h"

namespace boyin::produce {
namespace {

// Wide enough for codecs that do not say how much they delay (MP2, AAC in MP4: 11 ms).
constexpr double kDipFlatSeconds = 0.015;
constexpr double kDipRampSeconds = 0.020;

constexpr std::size_t kPage = 16 * Limiter::kBlock;  // one read of the spool

}  // namespace

Result<void> Reader::State::TakeBlock() {
  if (page_at >= page.size()) {
    page.resize(kPage);
    if (Result<void> read = spool->ReadAt(next, page); !read) return read;
    page_at = 0;
  }
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = page[page_at + i] * gain;
  page_at += in.size();
  return {};
}

Result<std::span<const float>> Reader::State::Next() {
  while (true) {
    if (at >= samples) return std::span<const float>{};
    if (Result<void> taken = TakeBlock(); !taken) return tl::unexpected(taken.error());
    std::int64_t first = next;
    if (limiter) {
      limiter->Process(in, out);
      first -= static_cast<std::int64_t>(limiter->delay());
    } else {
      out = in;
    }
    next += std::ssize(in);
    const std::int64_t end = std::min(first + std::ssize(out), samples);
    if (end <= at) continue;
    const std::span<float> given(out.data() + (at - first), out.data() + (end - first));
    TurnDown(given, at);
    at = end;
    return given;
  }
}

void Reader::State::TurnDown(std::span<float> given, std::int64_t begin) const {
  const auto flat = static_cast<std::int64_t>(kDipFlatSeconds * sample_rate_hz);
  const auto ramp = static_cast<std::int64_t>(kDipRampSeconds * sample_rate_hz);
  const std::int64_t reach = flat + ramp;
  const std::int64_t end = begin + std::ssize(given);
  const auto first = std::lower_bound(
      attenuations.begin(), attenuations.end(), begin - reach,
      [](const Attenuation& attenuation, std::int64_t sample) { return attenuation.at < sample; });
  if (first == attenuations.end() || first->at - reach >= end) return;
  std::vector<double> down_db(given.size(), 0.0);
  for (auto attenuation = first; attenuation != attenuations.end() && attenuation->at - reach < end;
       ++attenuation) {
    const std::int64_t from = std::max(begin, attenuation->at - reach);
    const std::int64_t to = std::min(end, attenuation->at + reach);
    for (std::int64_t i = from; i < to; ++i) {
      const std::int64_t away = std::max<std::int64_t>(0, std::abs(i - attenuation->at) - flat);
      const double phase = std::numbers::pi * static_cast<double>(away) / static_cast<double>(ramp);
      double& down = down_db[static_cast<std::size_t>(i - begin)];
      down = std::max(down, attenuation->db * (0.5 + 0.5 * std::cos(phase)));
    }
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    given[i] *= static_cast<float>(FromDb(-down_db[i]));
  }
}

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<std::size_t> Reader::Read(std::span<float> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    if (state_->ready.empty()) {
      Result<std::span<const float>> next = state_->Next();
      if (!next) return tl::unexpected(next.error());
      if (next->empty()) break;
      state_->ready = *next;
    }
    const std::size_t part = std::min(state_->ready.size(), out.size() - filled);
    std::copy_n(state_->ready.begin(), part, out.begin() + static_cast<std::ptrdiff_t>(filled));
    state_->ready = state_->ready.subspan(part);
    filled += part;
  }
  return filled;
}

Reader Programme::Open(Trim trim, std::int64_t begin) const {
  auto state = std::make_unique<Reader::State>();
  state->spool = spool_;
  state->sample_rate_hz = sample_rate_hz_;
  state->samples = samples_;
  state->at = std::clamp<std::int64_t>(begin, 0, samples_);
  state->next = state->at;
  state->gain = static_cast<float>(FromDb(mastering_.gain_db + trim.gain_db));
  state->attenuations = std::move(trim.attenuations);
  const Profile& profile = mastering_.profile;
  if (profile.master) {
    state->limiter.emplace(sample_rate_hz_,
                           FromDb(profile.true_peak_dbtp - kCodecRoomDb + trim.ceiling_db));
    // The limiter's gain depends on what came before.
    const auto memory = static_cast<std::int64_t>(Limiter::kMemorySeconds * sample_rate_hz_);
    state->next = std::max<std::int64_t>(0, state->at - memory);
  }
  return Reader(std::move(state));
}

}  // namespace boyin::produce
