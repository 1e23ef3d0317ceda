#include "audit/comparison.h"

#include <doctest/doctest.h>

#include "audit/signal_checks.h"
#include "audit/sounds.h"

using namespace boyin;
using namespace boyin::audit;

namespace {

SpeechShapes ShapesOf(const std::vector<float>& samples) {
  const Frames frames = FramesOf(samples, test::kRateHz);
  SpeechShapes shapes = SpeechOf(frames, SpeechFrames(frames, -100));
  Normalise(NormalOf({&shapes}), shapes);
  return shapes;
}

struct Words {
  std::vector<float> samples;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Twelve syllables without those in [begin, end), or with them twice.
std::vector<float> Twelve(int begin, int end, int times) {
  std::vector<float> samples = test::Speech(0, begin);
  for (int i = 0; i < times; ++i) test::Append(samples, test::Speech(begin, end - begin));
  test::Append(samples, test::Speech(end, 12 - end));
  return samples;
}

}  // namespace

TEST_CASE("the same words lie on the straight way") {
  const SpeechShapes shapes = ShapesOf(Twelve(4, 6, 1));
  const Alignment alignment = Align(shapes, shapes);
  CHECK(WorstLost(alignment, 1).value == 0);
  CHECK(WorstAdded(alignment, 1).value == 0);
  CHECK(MostUnlike(alignment).value == 0);
}

TEST_CASE("two syllables that are not heard, or heard twice, are found and placed") {
  const SpeechShapes whole = ShapesOf(Twelve(4, 6, 1));
  const double at_s = static_cast<double>(test::Speech(0, 4).size()) / test::kRateHz;
  const Alignment lost = Align(whole, ShapesOf(Twelve(4, 6, 0)));
  CHECK(WorstLost(lost, 1).value > 14);
  CHECK(WorstAdded(lost, 1).value < 6);
  const double begin_s = static_cast<double>(whole.frames[WorstLost(lost, 1).begin]) * kHop_s;
  CHECK(begin_s > at_s - 0.1);
  CHECK(begin_s < at_s + 0.4);
  const Alignment twice = Align(whole, ShapesOf(Twelve(4, 6, 2)));
  CHECK(WorstAdded(twice, 1).value > 14);
  CHECK(WorstLost(twice, 1).value < 6);
}

TEST_CASE("other syllables in their place are unlike") {
  std::vector<float> samples = test::Speech(0, 4);
  test::Append(samples, test::Speech(20, 2));
  test::Append(samples, test::Speech(6, 6));
  const Alignment alignment = Align(ShapesOf(Twelve(4, 6, 1)), ShapesOf(samples));
  CHECK(MostUnlike(alignment).value > 0.65);
}

TEST_CASE("one frame is enough, and very different lengths end at both ends") {
  SpeechShapes one;
  one.shapes.resize(1);
  one.frames = {0};
  const SpeechShapes many = ShapesOf(Twelve(4, 6, 1));
  const Alignment a = Align(one, many);
  CHECK(a.own_of.size() == 1);
  const Alignment b = Align(many, one);
  CHECK(b.own_of.size() == many.size());
  CHECK(b.own_of.back() == 0);
}
