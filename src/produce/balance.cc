#include "produce/balance.h"

#include <algorithm>

#include "produce/level.h"

namespace boyin::produce {
namespace {

constexpr double kMostDb = 6;
constexpr double kLeastSeconds = 2;
constexpr std::int64_t kChunk = std::int64_t{1} << 16U;

}  // namespace

void Balance::Add(const std::string& name, std::int64_t begin, std::int64_t samples) {
  auto speaker = std::find_if(speakers_.begin(), speakers_.end(),
                              [&](const Speaker& known) { return known.name == name; });
  if (speaker == speakers_.end()) speaker = speakers_.insert(speaker, Speaker{name});
  const auto number = static_cast<std::size_t>(speaker - speakers_.begin());
  if (turns_.empty() || turns_.back().speaker != number) turns_.push_back({begin, number});
  speaker->samples += samples;
}

Result<void> Balance::Measure(const Spool& speech, double together_lufs) {
  if (speakers_.size() == 1) speakers_.front().lufs = together_lufs;
  if (speakers_.size() < 2) return {};
  std::vector<Meter> meters;
  for (std::size_t i = 0; i < speakers_.size(); ++i) {
    meters.emplace_back(sample_rate_hz_, 1, Meter::Peaks::kNone);
  }
  std::vector<float> chunk;
  for (std::size_t turn = 0; turn < turns_.size(); ++turn) {
    const std::int64_t end = turn + 1 < turns_.size() ? turns_[turn + 1].begin : speech.samples();
    for (std::int64_t at = turns_[turn].begin; at < end; at += kChunk) {
      chunk.resize(static_cast<std::size_t>(std::min(kChunk, end - at)));
      if (Result<void> read = speech.ReadAt(at, chunk); !read) return read;
      meters[turns_[turn].speaker].Add(chunk);
    }
  }
  for (std::size_t i = 0; i < speakers_.size(); ++i) {
    speakers_[i].lufs = meters[i].Measured().integrated_lufs;
  }
  return {};
}

std::vector<VoiceLevel> Balance::Levels() const {
  std::vector<VoiceLevel> levels;
  const VoiceLevel* longest = nullptr;
  levels.reserve(speakers_.size());
  for (const Speaker& speaker : speakers_) {
    const double seconds = static_cast<double>(speaker.samples) / sample_rate_hz_;
    levels.push_back({speaker.name, seconds, speaker.lufs, 0});
  }
  const auto heard = [](const VoiceLevel& level) {
    return !level.name.empty() && level.seconds >= kLeastSeconds &&
           level.source_lufs > kSilenceLufs;
  };
  for (const VoiceLevel& level : levels) {
    if (heard(level) && (longest == nullptr || level.seconds > longest->seconds)) longest = &level;
  }
  if (longest == nullptr) return levels;
  for (VoiceLevel& level : levels) {
    if (!heard(level)) continue;
    level.gain_db = std::clamp(longest->source_lufs - level.source_lufs, -kMostDb, kMostDb);
  }
  return levels;
}

Balance::Equaliser::Equaliser(const Balance& balance) : balance_(balance) {
  for (const VoiceLevel& level : balance.Levels()) {
    gains_.push_back(static_cast<float>(FromDb(level.gain_db)));
  }
}

void Balance::Equaliser::Process(std::span<float> samples, std::int64_t at) {
  const std::vector<Turn>& turns = balance_.turns_;
  while (!samples.empty() && !turns.empty()) {
    while (turn_ + 1 < turns.size() && turns[turn_ + 1].begin <= at) ++turn_;
    std::size_t part = samples.size();
    if (turn_ + 1 < turns.size()) {
      part = static_cast<std::size_t>(
          std::min<std::int64_t>(turns[turn_ + 1].begin - at, std::ssize(samples)));
    }
    const float gain = gains_[turns[turn_].speaker];
    if (gain != 1) {
      for (float& sample : samples.first(part)) sample *= gain;
    }
    samples = samples.subspan(part);
    at += static_cast<std::int64_t>(part);
  }
}

}  // namespace boyin::produce
