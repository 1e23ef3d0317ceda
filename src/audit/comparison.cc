#include "audit/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace boyin::audit {
namespace {

constexpr std::size_t kWordFrames = 18;  // a short word
constexpr std::size_t kUnlikeFrames = 20;
constexpr float kDetour = 0.3F;     // what a step costs that one of the two takes alone
constexpr std::size_t kBand = 150;  // frames off the straight way, and a fifth of the length

enum class Step : unsigned char { kBoth, kReference, kOwn };

}  // namespace

SpeechShapes SpeechOf(const Frames& frames, const std::vector<bool>& speech) {
  SpeechShapes kept;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (!speech[i]) continue;
    kept.shapes.push_back(frames.shapes[i]);
    kept.frames.push_back(i);
  }
  return kept;
}

Normal NormalOf(const std::vector<const SpeechShapes*>& sentences) {
  Normal normal;
  for (std::size_t k = 0; k < kCoefficients; ++k) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    for (const SpeechShapes* sentence : sentences) {
      for (const Shape& shape : sentence->shapes) {
        const auto value = static_cast<double>(shape[k]);
        sum += value;
        squares += value * value;
        ++count;
      }
    }
    const double mean = count > 0 ? sum / count : 0;
    const double variance = count > 0 ? squares / count - mean * mean : 1;
    normal.mean[k] = static_cast<float>(mean);
    normal.spread[k] = static_cast<float>(std::sqrt(std::max(variance, 1e-6)));
  }
  return normal;
}

void Normalise(const Normal& normal, SpeechShapes& sentence) {
  for (Shape& shape : sentence.shapes) {
    for (std::size_t k = 0; k < kCoefficients; ++k) {
      shape[k] = (shape[k] - normal.mean[k]) / normal.spread[k];
    }
  }
}

Alignment Align(const SpeechShapes& reference, const SpeechShapes& own) {
  const std::size_t rows = reference.size();
  const std::size_t columns = own.size();
  constexpr float kFar = std::numeric_limits<float>::max() / 4;
  std::vector<float> above(columns, kFar);
  std::vector<float> here(columns, kFar);
  std::vector<Step> steps(rows * columns, Step::kBoth);
  const std::size_t band = kBand + std::max(rows, columns) / 5;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t straight = i * columns / rows;
    const std::size_t begin = straight > band ? straight - band : 0;
    const std::size_t end = std::min(columns, straight + band);
    std::fill(here.begin(), here.end(), kFar);
    for (std::size_t j = begin; j < end; ++j) {
      const float distance = Distance(reference.shapes[i], own.shapes[j]);
      float best = i == 0 && j == 0 ? 0 : kFar;
      Step step = Step::kBoth;
      if (i > 0 && j > 0 && above[j - 1] < best) best = above[j - 1];
      if (i > 0 && above[j] + kDetour < best) {
        best = above[j] + kDetour;
        step = Step::kReference;
      }
      if (j > 0 && here[j - 1] + kDetour < best) {
        best = here[j - 1] + kDetour;
        step = Step::kOwn;
      }
      here[j] = best + distance;
      steps[i * columns + j] = step;
    }
    std::swap(above, here);
  }
  Alignment alignment;
  alignment.own_of.resize(rows);
  alignment.reference_of.resize(columns);
  alignment.distance.resize(columns);
  std::size_t i = rows - 1;
  std::size_t j = columns - 1;
  // Backwards: the first frame of the other that is met is the last one of the two ways.
  std::vector<std::size_t> met(columns, 0);
  alignment.own_of[i] = j;
  alignment.reference_of[j] = i;
  while (true) {
    alignment.distance[j] += Distance(reference.shapes[i], own.shapes[j]);
    ++met[j];
    if (i == 0 && j == 0) break;
    const Step step = steps[i * columns + j];
    const bool row = j == 0 || (i > 0 && step != Step::kOwn);
    const bool column = i == 0 || (j > 0 && step != Step::kReference);
    if (row) --i;
    if (column) --j;
    if (row) alignment.own_of[i] = j;
    if (column) alignment.reference_of[j] = i;
  }
  for (std::size_t c = 0; c < columns; ++c) {
    if (met[c] > 0) alignment.distance[c] /= static_cast<float>(met[c]);
  }
  return alignment;
}

Stretch WorstLost(const Alignment& alignment, double tempo) {
  Stretch worst;
  const std::vector<std::size_t>& own = alignment.own_of;
  for (std::size_t i = 0; i + kWordFrames < own.size(); ++i) {
    const double lost = static_cast<double>(kWordFrames) * tempo -
                        static_cast<double>(own[i + kWordFrames] - own[i]);
    if (lost > worst.value) worst = {i, i + kWordFrames, lost};
  }
  return worst;
}

Stretch WorstAdded(const Alignment& alignment, double tempo) {
  Stretch worst;
  const std::vector<std::size_t>& reference = alignment.reference_of;
  for (std::size_t i = 0; i + kWordFrames < reference.size(); ++i) {
    const double added = static_cast<double>(kWordFrames) -
                         static_cast<double>(reference[i + kWordFrames] - reference[i]) * tempo;
    if (added > worst.value) worst = {i, i + kWordFrames, added};
  }
  return worst;
}

Stretch MostUnlike(const Alignment& alignment) {
  Stretch worst;
  double sum = 0;
  const std::vector<float>& distance = alignment.distance;
  for (std::size_t i = 0; i < distance.size(); ++i) {
    sum += static_cast<double>(distance[i]);
    if (i >= kUnlikeFrames) sum -= static_cast<double>(distance[i - kUnlikeFrames]);
    if (i + 1 < kUnlikeFrames) continue;
    const double mean = sum / kUnlikeFrames;
    if (mean > worst.value) worst = {i + 1 - kUnlikeFrames, i + 1, mean};
  }
  return worst;
}

}  // namespace boyin::audit
