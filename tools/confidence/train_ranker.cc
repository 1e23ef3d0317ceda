// Trains the ranker of senses (src/normalise/rank.h) and writes it.
//
//   tools/confidence/turn.py FILE... > turned.tsv
//   train_ranker turned.tsv [--out rank.bin]
//
// Says, for each form and sense, how many were there and how many of every tenth, which was not
// trained on, were told right.
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "turned.h"

namespace boyin::normalise {
namespace {

struct Example {
  std::size_t form = 0;
  unsigned sense = 0;
  FeatureList features;
};

std::vector<Example> Read(const std::string& file) {
  const Lookups lookups = *LoadLookups(false);
  const Simplifier simplifier = *Simplifier::Create();
  const Cleaner cleaner(lookups, simplifier);
  std::vector<Example> out;
  for (const Turned& row : ReadTurned(file, cleaner)) {
    out.push_back({static_cast<std::size_t>(row.number.form), row.sense,
                   RankFeatures(row.text, row.at, row.number)});
  }
  return out;
}

float Logit(const std::vector<float>& weights, const Example& example) {
  float sum = 0;
  for (const std::uint16_t place : example.features) sum += weights[place];
  return sum;
}

// Both senses of a form weigh the same: how often each is in the text says little of other text.
std::vector<float> Train(std::vector<const Example*> examples) {
  std::array<std::array<float, 2>, kForms> all{};
  for (const Example* example : examples) all[example->form][example->sense] += 1;
  std::vector<float> weights(kFeatureSize);
  std::vector<float> squares(kFeatureSize, 0.05F);
  std::mt19937_64 random(7);
  constexpr int kEpochs = 6;
  constexpr float kRate = 0.1F;
  constexpr float kDecay = 1e-4F;
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    std::shuffle(examples.begin(), examples.end(), random);
    for (const Example* example : examples) {
      const auto& of = all[example->form];
      const float weight = std::min(of[0], of[1]) / of[example->sense];
      const float p = 1.0F / (1.0F + std::exp(-Logit(weights, *example)));
      const float gradient = weight * (p - static_cast<float>(example->sense));
      for (const std::uint16_t place : example->features) {
        const float g = gradient + kDecay * weights[place];
        squares[place] += g * g;
        weights[place] -= kRate * g / std::sqrt(squares[place]);
      }
    }
  }
  return weights;
}

void Report(const std::vector<float>& weights, const std::vector<Example>& examples) {
  for (std::size_t form = 0; form < kForms; ++form) {
    for (unsigned sense = 0; sense < 2; ++sense) {
      int all = 0, held = 0, right = 0;
      for (std::size_t i = 0; i < examples.size(); ++i) {
        if (examples[i].form != form || examples[i].sense != sense) continue;
        ++all;
        if (i % 10 != 0) continue;
        ++held;
        right += (Logit(weights, examples[i]) > 0) == (sense == 1) ? 1 : 0;
      }
      std::printf("%.*s %.*s: %d, held out %d, %.1f %% right\n",
                  static_cast<int>(kFormNames[form][0].size()), kFormNames[form][0].data(),
                  static_cast<int>(kFormNames[form][sense + 1].size()),
                  kFormNames[form][sense + 1].data(), all, held,
                  100.0 * double(right) / double(std::max(held, 1)));
    }
  }
}

bool Write(const std::string& file, const std::vector<float>& weights) {
  float most = 0;
  for (const float w : weights) most = std::max(most, std::fabs(w));
  const float scale = most / 127;
  std::string bytes("boyin ranker 1\n\0", 16);
  const auto fixed = static_cast<std::uint32_t>(std::lround(scale * (1 << 20)));
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>((fixed >> (8 * i)) & 0xFFU);
  for (const float w : weights) bytes += static_cast<char>(std::lround(w / scale));
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return out.good();
}

int Run(const std::vector<std::string>& args) {
  const std::vector<Example> examples = Read(args.at(0));
  std::vector<const Example*> most, all;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    all.push_back(&examples[i]);
    if (i % 10 != 0) most.push_back(&examples[i]);
  }
  Report(Train(most), examples);
  if (args.size() < 3) return 0;
  return Write(args[2], Train(all)) ? 0 : 1;
}

}  // namespace
}  // namespace boyin::normalise

int main(int argc, char** argv) { return boyin::normalise::Run({argv + 1, argv + argc}); }
