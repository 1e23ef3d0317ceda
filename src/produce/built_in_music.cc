// The scores of boyin's own music. They were written for it and are free as it is.
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"
#include "produce/instrument.h"
#include "produce/music.h"

namespace boyin::produce {
namespace {

constexpr float kPeak = 0.5F;

// A vibraphone's bar is cut so that its second partial lies two octaves up, its third near ten
// times the pitch.
constexpr std::array kVibraphone = {Partial{1, 1, 3.4}, Partial{1.003, 0.35, 2.8},
                                    Partial{3.98, 0.22, 1.0}, Partial{9.9, 0.05, 0.25}};
// A marimba, muted: mostly the pitch, and soon over.
constexpr std::array kMarimba = {Partial{1, 1, 0.55}, Partial{3.9, 0.10, 0.16}};
// A plucked bass.
constexpr std::array kBass = {Partial{1, 1, 1.8}, Partial{2, 0.5, 1.0}, Partial{3, 0.2, 0.6},
                              Partial{4, 0.08, 0.3}};

// Keys as MIDI counts them: 60 is the middle C.
constexpr int kD2 = 38, kA2 = 45, kD3 = 50, kA3 = 57, kD4 = 62, kE4 = 64, kA4 = 69;
constexpr int kD5 = 74, kE5 = 76, kA5 = 81, kB5 = 83;

/// Four notes in fifths and fourths, over a chord that swells behind them.
Canvas Chime(int rate) {
  Canvas canvas(rate, 6.5, Canvas::Shape::kLine);
  constexpr std::array kMelody = {Note{0.02, kA4, 0.8}, Note{0.40, kE5, 0.85}, Note{0.78, kD5, 0.8},
                                  Note{1.16, kA5, 1.0}};
  for (const Note& note : kMelody) canvas.Strike(note, kVibraphone);
  canvas.Strike({1.16, kD3, 0.5}, kBass);
  for (const int key : {kD3, kA3, kE4}) canvas.Play({0.5, key, 0.07, 5.0, 1.2, 3.2});
  canvas.Reverberate(2.4, 0.5);
  return canvas;
}

/// The time signal: five short tones and a long one, whose beginning is the hour. 1 kHz, 100 and
/// 500 ms.
Canvas Pips(int rate) {
  Canvas canvas(rate, 5.6, Canvas::Shape::kLine);
  for (int second = 0; second < 5; ++second) canvas.Tone(1000, second, 0.1, 1);
  canvas.Tone(1000, 5, 0.5, 1);
  return canvas;
}

/// A quick rise and a chord.
Canvas Sting(int rate) {
  Canvas canvas(rate, 3.6, Canvas::Shape::kLine);
  constexpr std::array kRise = {Note{0.02, kD5, 0.6}, Note{0.14, kE5, 0.7}, Note{0.26, kA5, 0.8},
                                Note{0.38, kB5, 0.55}};
  for (const Note& note : kRise) canvas.Strike(note, kVibraphone);
  canvas.Strike({0.26, kD2, 0.8}, kBass);
  canvas.Strike({0.26, kD3, 0.6}, kBass);
  for (const int key : {kD3, kA3, kD4, kE4, kA4}) canvas.Play({0.1, key, 0.08, 2.6, 0.25, 2.0});
  canvas.Reverberate(1.6, 0.5);
  return canvas;
}

/// Eight soft chords of two bars at 96 to the minute, with a muted pulse: a loop of 40 s.
Canvas Bed(int rate) {
  struct Chord {
    int bass;
    std::array<int, 4> keys;
  };
  constexpr std::array kChords = {Chord{kD2, {kD3, kA3, kD4, kE4}},  // D
                                  Chord{35, {47, 54, kA3, kD4}},     // B minor
                                  Chord{43, {kD3, 55, 59, kE4}},     // G
                                  Chord{kA2, {52, kA3, 59, kE4}},    // A
                                  Chord{kD2, {kD3, kA3, kE4, 66}},   // D
                                  Chord{40, {52, 55, 59, kD4}},      // E minor
                                  Chord{43, {kD3, 55, kA3, 59}},     // G
                                  Chord{kA2, {52, kA3, kD4, kE4}}};  // A, suspended
  constexpr double kChordSeconds = 5.0;
  constexpr int kPulses = 16;  // to a chord
  Canvas canvas(rate, kChordSeconds * std::size(kChords), Canvas::Shape::kRing);
  for (std::size_t n = 0; n < kChords.size(); ++n) {
    const double at_s = kChordSeconds * static_cast<double>(n);
    for (const int key : kChords[n].keys) {
      canvas.Play({at_s, key, 0.10, kChordSeconds + 2.4, 2.2, 2.6});
    }
    canvas.Play({at_s, kChords[n].bass, 0.10, kChordSeconds + 1.0, 0.8, 1.6});
    for (int pulse = 0; pulse < kPulses; ++pulse) {
      constexpr std::array<std::size_t, 8> kOrder = {0, 2, 1, 3, 2, 1, 3, 2};
      const auto place = static_cast<std::size_t>(pulse) % kOrder.size();
      const double level = pulse % 8 == 0 ? 0.16 : (pulse % 2 == 0 ? 0.11 : 0.07);
      canvas.Strike(
          {at_s + kChordSeconds / kPulses * pulse, kChords[n].keys[kOrder[place]] + 12, level},
          kMarimba);
    }
  }
  canvas.Reverberate(2.0, 0.45);
  return canvas;
}

struct Score {
  BuiltinPiece piece;
  Canvas (*play)(int rate);
  bool seamless;
};

const std::array<Score, 4>& Scores() {
  static const std::array<Score, 4> kScores = {
      Score{{"chime", Translated("opening chime"), 6.5}, Chime, false},
      Score{{"pips", Translated("time signal: five short tones and a long one"), 5.6}, Pips, false},
      Score{{"sting", Translated("between two items"), 3.6}, Sting, false},
      Score{{"bed", Translated("soft background, a loop without a seam"), 40.0}, Bed, true}};
  return kScores;
}

}  // namespace

std::span<const BuiltinPiece> BuiltinPieces() {
  static const std::vector<BuiltinPiece> kPieces = [] {
    std::vector<BuiltinPiece> pieces;
    for (const Score& score : Scores()) pieces.push_back(score.piece);
    return pieces;
  }();
  return kPieces;
}

Result<Music> BuiltinMusic(std::string_view name, int sample_rate_hz,
                           const std::filesystem::path& spool_folder) {
  for (const Score& score : Scores()) {
    if (score.piece.name != name) continue;
    Canvas canvas = score.play(sample_rate_hz);
    canvas.Normalise(kPeak);
    Result<MusicWriter> writer = MusicWriter::Create(sample_rate_hz, spool_folder);
    if (!writer) return tl::unexpected(writer.error());
    if (Result<void> done = writer->Append(canvas.samples()); !done) {
      return tl::unexpected(done.error());
    }
    return std::move(*writer).Finish(std::string(name), score.seamless);
  }
  return Fail(Code::kUsage, "", Translated("no built-in music '{}'", name),
              Translated("use chime, pips, sting or bed"));
}

}  // namespace boyin::produce
