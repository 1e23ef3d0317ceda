// boyin's own music: what it is made of.
#include <algorithm>
#include <complex>
#include <numbers>

#include <doctest/doctest.h>

#include "produce/level.h"
#include "produce/music.h"
#include "produce/reverb.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

std::vector<float> Samples(const Music& music) {
  std::vector<float> samples(static_cast<std::size_t>(music.samples()));
  signals::Do(music.ReadAt(0, samples));
  return samples;
}

Music Piece(std::string_view name, int rate = 44100) {
  return BuiltinMusic(name, rate, "/var/tmp").value();
}

/// The power of `samples` above `hz`, relative to all of it, in dB: by a steep high-pass (three
/// times two poles).
double AboveDb(std::vector<float> samples, double hz, int rate) {
  const double all = signals::Rms(samples);
  const double w = 2 * std::numbers::pi * hz / rate;
  const double alpha = std::sin(w) / std::numbers::sqrt2;
  const double c = std::cos(w);
  for (int pass = 0; pass < 3; ++pass) {
    double s1 = 0;
    double s2 = 0;
    for (float& sample : samples) {
      const double x = static_cast<double>(sample);
      const double y = (1 + c) / 2 / (1 + alpha) * x + s1;
      s1 = -(1 + c) / (1 + alpha) * x + 2 * c / (1 + alpha) * y + s2;
      s2 = (1 + c) / 2 / (1 + alpha) * x - (1 - alpha) / (1 + alpha) * y;
      sample = static_cast<float>(y);
    }
  }
  return ToDb(signals::Rms(samples) / all);
}

/// The amplitude of one frequency.
double At(std::span<const float> samples, double hz, int rate) {
  std::complex<double> sum;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    sum += static_cast<double>(samples[i]) *
           std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(i) / rate);
  }
  return 2 * std::abs(sum) / static_cast<double>(samples.size());
}

TEST_CASE("every piece is there at every rate, as long as it says, and the same each time") {
  for (const BuiltinPiece& piece : BuiltinPieces()) {
    CAPTURE(piece.name);
    CHECK(!piece.title.zh.empty());
    for (const int rate : {22050, 48000}) {
      const Music music = Piece(piece.name, rate);
      CHECK(music.seconds() == doctest::Approx(piece.seconds).epsilon(0.001));
      CHECK(music.loudness_lufs() > -40);
      const std::vector<float> samples = Samples(music);
      CHECK(std::abs(*std::max_element(samples.begin(), samples.end(), [](float a, float b) {
              return std::abs(a) < std::abs(b);
            })) == doctest::Approx(0.5));
      if (rate == 22050) CHECK(samples == Samples(Piece(piece.name, rate)));
    }
  }
  CHECK(BuiltinMusic("drum", 44100, "/var/tmp").error().mend.en.find("sting") != std::string::npos);
}

TEST_CASE("pieces begin and end softly; the loop has no seam") {
  for (const char* name : {"chime", "sting", "pips"}) {
    CAPTURE(name);
    const std::vector<float> samples = Samples(Piece(name));
    CHECK(std::abs(samples.front()) < 1e-4F);
    CHECK(std::abs(samples.back()) < 1e-4F);
    float largest = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
      largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
    }
    CHECK(largest < 0.2F);
  }
  const std::vector<float> bed = Samples(Piece("bed"));
  CHECK(Piece("bed").seamless());
  float largest = 0;
  for (std::size_t i = 1; i < bed.size(); ++i) {
    largest = std::max(largest, std::abs(bed[i] - bed[i - 1]));
  }
  CHECK(std::abs(bed.front() - bed.back()) <= largest);
  // Not only the samples: a bend at the seam would be heard as well.
  const float bend = std::abs(bed[1] - 2 * bed[0] + bed.back());
  float most = 0;
  for (std::size_t i = 2; i < bed.size(); ++i) {
    most = std::max(most, std::abs(bed[i] - 2 * bed[i - 1] + bed[i - 2]));
  }
  CHECK(bend <= most);
  // As loud before the seam as behind it: nothing dies away at the end.
  const auto level = [&](std::size_t from) {
    return ToDb(signals::Rms({bed.begin() + static_cast<std::ptrdiff_t>(from),
                              bed.begin() + static_cast<std::ptrdiff_t>(from + 44100)}));
  };
  CHECK(std::abs(level(0) - level(bed.size() - 44100)) < 4);
}

TEST_CASE("the bed leaves room for speech: little above 1.5 kHz, nothing folds back") {
  const std::vector<float> bed = Samples(Piece("bed"));
  CHECK(AboveDb(bed, 1500, 44100) < -25);
  for (const BuiltinPiece& piece : BuiltinPieces()) {
    CAPTURE(piece.name);
    CHECK(AboveDb(Samples(Piece(piece.name)), 15500, 44100) < -70);
  }
}

TEST_CASE("the pips are five short and one long, of 1 kHz, on the second") {
  const std::vector<float> pips = Samples(Piece("pips"));
  const auto part = [&](double from_s, double to_s) {
    return std::span(pips).subspan(static_cast<std::size_t>(from_s * 44100),
                                   static_cast<std::size_t>((to_s - from_s) * 44100));
  };
  for (int second = 0; second < 6; ++second) {
    CAPTURE(second);
    const double length_s = second == 5 ? 0.5 : 0.1;
    CHECK(At(part(second + 0.01, second + length_s - 0.01), 1000, 44100) > 0.49);
    const double end_s = second == 5 ? 5.6 : second + 1;
    for (const float sample : part(second + length_s + 0.001, end_s)) CHECK(sample == 0.0F);
  }
}

TEST_CASE("a room dies away in its time and does not ring on one tone") {
  Reverb room(44100, 2.0);
  std::vector<float> answer(3 * 44100);
  for (std::size_t i = 0; i < answer.size(); ++i) answer[i] = room.Next(i == 0 ? 1.0F : 0.0F);
  const auto level = [&](double from_s) {
    const auto at = static_cast<std::ptrdiff_t>(from_s * 44100);
    return ToDb(signals::Rms({answer.begin() + at, answer.begin() + at + 8820}));
  };
  CHECK(level(0.2) - level(1.2) > 28);  // 30 dB a second, and more where high tones go first
  CHECK(level(0.2) - level(1.2) < 45);
}

}  // namespace
}  // namespace boyin::produce
