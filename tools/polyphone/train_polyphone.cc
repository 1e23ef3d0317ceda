// Trains the model of polyphones (src/pronounce/polyphone.h) and writes it.
//
//   train_polyphone --train FILE... [--silver FILE...] [--test FILE...] [--folds N FILE...] [--out
//   polyphone.bin] [--doubts FILE]
//
// Files are TSV: sentence (simplified), index of the character, character, pinyin. --test measures
// after training; --folds adds to the training data, N times, all but one N-th of these files and
// measures on that part; --doubts writes, of all that is measured, what the lexicon gave (0 a
// character alone, 1 a phrase, 2 a sure word), whether the model agrees, its share, whether it was
// right, what was said and the label (tools/polyphone/calibrate.py reads it); --out writes the
// model trained on --train and --silver. Silver rows (tools/polyphone/silver.py) teach nothing
// about how far the lexicon is to be believed. Run it in the root of the tree: rows that
// tools/polyphone/dropped.tsv names are left out of training.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "base/table.h"
#include "base/utf8.h"
#include "pronounce/bytes.h"
#include "pronounce/data.h"
#include "pronounce/draft.h"
#include "pronounce/lexicon_table.h"
#include "pronounce/polyphone.h"
#include "pronounce/sandhi.h"
#include "pronounce/second.h"
#include "pronounce/segment.h"

namespace boyin::pronounce {
namespace {

constexpr unsigned kBits = 21;
constexpr int kEpochs = 10;
constexpr float kRate = 0.05F;
constexpr float kDecay = 2e-6F;
constexpr std::uint8_t kLeastCount = 1;  // a feature seen less often is left out

/// What the lexicon gave, for --doubts.
enum class Given { kAlone, kPhrase, kSure };

struct Example {
  char32_t c = 0;
  Pinyin label;
  Pinyin lexical;
  bool fixed = false;
  Given given = Given::kAlone;
  bool silver = false;
  Features features;
};

using Classes = std::map<char32_t, std::vector<Pinyin>>;

/// Wrong labels: tools/polyphone/dropped.tsv.
class Dropped {
 public:
  explicit Dropped(const std::string& path) : text_(ReadFile(path).value_or("")) {
    rows_ = table::Parse(text_, path, 4).value_or(std::vector<table::Row>());
  }
  [[nodiscard]] bool Has(std::string_view sentence, std::string_view character,
                         std::string_view label) const {
    return std::ranges::any_of(rows_, [&](const table::Row& row) {
      return row.cells[0] == character && row.cells[1] == label &&
             sentence.find(row.cells[2]) != std::string_view::npos;
    });
  }

 private:
  std::string text_;
  std::vector<table::Row> rows_;
};

std::vector<Example> Load(const LexiconTable& table, const Dropped& dropped,
                          const std::string& path, bool dropping) {
  std::vector<Example> examples;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string sentence, index, character, pinyin;
    std::getline(cells, sentence, '\t');
    std::getline(cells, index, '\t');
    std::getline(cells, character, '\t');
    std::getline(cells, pinyin, '\t');
    Draft draft = MakeDraft(sentence);
    Segment(table, draft);
    const auto at = static_cast<std::size_t>(std::stoul(index));
    if (!draft.IsHan(at)) continue;
    Example example;
    example.c = draft.cells[at].c;
    example.label = Pinyin::Parse(pinyin).value_or(Pinyin());
    example.lexical = draft.cells[at].pinyin;
    const Word& word = draft.words[draft.cells[at].word];
    example.fixed = word.fixed || word.sure;
    example.given = example.fixed ? Given::kSure : word.phrase ? Given::kPhrase : Given::kAlone;
    example.features = FeaturesOf(table, draft, at);
    if (dropping && dropped.Has(sentence, character, pinyin)) continue;
    examples.push_back(example);
  }
  return examples;
}

class Trainer {
 public:
  explicit Trainer(const std::vector<Example>& examples) : examples_(examples) {
    for (const Example& example : examples) {
      std::vector<Pinyin>& readings = classes_[example.c];
      if (std::ranges::find(readings, example.label) == readings.end() &&
          readings.size() < kMostReadings) {
        readings.push_back(example.label);
      }
    }
    weights_.resize((std::size_t{1} << kBits) + kMostReadings);
    squares_.resize(weights_.size());
  }

  void Train() {
    Count();
    std::vector<std::size_t> order(examples_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
      for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[Random() % i]);
      }
      for (const std::size_t i : order) Learn(examples_[i]);
    }
  }

  [[nodiscard]] Pinyin Predict(const Example& example) const {
    const auto found = classes_.find(example.c);
    if (found == classes_.end() || example.fixed) return example.lexical;
    const std::vector<float> scores = Score(example, found->second);
    return found
        ->second[static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin())];
  }

  /// The share of the likeliest reading, and whether the lexicon says the same.
  [[nodiscard]] std::pair<float, bool> Certainty(const Example& example) const {
    const auto found = classes_.find(example.c);
    if (found == classes_.end()) return {1.0F, true};
    const std::vector<float> scores = Score(example, found->second);
    const auto best = std::ranges::max_element(scores);
    float sum = 0;
    for (const float score : scores) sum += std::exp(score - *best);
    const int choice = LexicalChoice(found->second, example.lexical);
    return {1 / sum, choice == static_cast<int>(best - scores.begin())};
  }

  /// Rounds the weights to the signed bytes that are shipped.
  void Quantise() {
    float most = 0;
    for (const float weight : weights_) most = std::max(most, std::fabs(weight));
    unit_ = most / 127;
    for (float& weight : weights_) weight = std::round(weight / unit_) * unit_;
  }

  [[nodiscard]] std::string Body() const {
    std::string out;
    const auto put = [&](std::uint64_t value, int size) {
      for (int i = 0; i < size; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
    };
    put(classes_.size(), 2);
    for (const auto& [c, readings] : classes_) {
      put(c, 4);
      put(readings.size(), 1);
      for (const Pinyin reading : readings) put(reading.code(), 2);
    }
    put(static_cast<std::uint64_t>(std::lround(unit_ * (1U << 20U))), 4);
    put(kBits, 1);
    for (const float weight : weights_) {
      out += static_cast<char>(static_cast<signed char>(std::lround(weight / unit_)));
    }
    return out;
  }

 private:
  static std::size_t Slot(std::uint32_t hash) { return hash & ((1U << kBits) - 1); }

  void Count() {
    counts_.resize(std::size_t{1} << 26U);
    for (const Example& example : examples_) {
      for (std::size_t f = 0; f < example.features.count; ++f) {
        std::uint8_t& count = counts_[example.features.hashes[f] >> 6U];
        if (count < 255) ++count;
      }
    }
  }

  [[nodiscard]] bool IsKept(std::uint32_t hash) const { return counts_[hash >> 6U] >= kLeastCount; }

  [[nodiscard]] std::vector<float> Score(const Example& example,
                                         const std::vector<Pinyin>& readings) const {
    std::vector<float> scores(readings.size());
    for (std::size_t f = 0; f < example.features.count; ++f) {
      for (std::size_t k = 0; k < scores.size(); ++k) {
        scores[k] += weights_[Slot(example.features.hashes[f]) + k];
      }
    }
    for (std::size_t v = 0; v < example.features.vote_count; ++v) {
      const Features::Vote& vote = example.features.votes[v];
      const int choice = LexicalChoice(readings, vote.reading);
      if (choice >= 0) scores[static_cast<std::size_t>(choice)] += weights_[Slot(vote.hash)];
    }
    return scores;
  }

  void Step(std::size_t slot, float gradient) {
    gradient += kDecay * weights_[slot];
    squares_[slot] += gradient * gradient;
    weights_[slot] -= kRate * gradient / (std::sqrt(squares_[slot]) + 1e-6F);
  }

  [[nodiscard]] std::uint64_t Random() {
    random_ ^= random_ << 13U;
    random_ ^= random_ >> 7U;
    random_ ^= random_ << 17U;
    return random_;
  }

  void Learn(const Example& example) {
    const std::vector<Pinyin>& readings = classes_[example.c];
    std::vector<float> share = Score(example, readings);
    const float best = *std::ranges::max_element(share);
    float sum = 0;
    for (float& s : share) sum += s = std::exp(s - best);
    for (std::size_t k = 0; k < share.size(); ++k) {
      share[k] = share[k] / sum - (readings[k] == example.label ? 1.0F : 0.0F);
    }
    for (std::size_t f = 0; f < example.features.count; ++f) {
      const std::uint32_t hash = example.features.hashes[f];
      if (!IsKept(hash)) continue;
      for (std::size_t k = 0; k < share.size(); ++k) Step(Slot(hash) + k, share[k]);
    }
    if (example.silver) return;
    for (std::size_t v = 0; v < example.features.vote_count; ++v) {
      const Features::Vote& vote = example.features.votes[v];
      const int choice = LexicalChoice(readings, vote.reading);
      if (choice >= 0) Step(Slot(vote.hash), share[static_cast<std::size_t>(choice)]);
    }
  }

  const std::vector<Example>& examples_;
  Classes classes_;
  std::vector<float> weights_;
  std::vector<float> squares_;
  std::vector<std::uint8_t> counts_;
  float unit_ = 0;
  std::uint64_t random_ = 88172645463325252U;
};

struct Tally {
  std::size_t right = 0;
  std::size_t all = 0;
};

void Measure(const Trainer& trainer, const std::vector<Example>& examples, Tally& tally,
             std::FILE* doubts) {
  for (const Example& example : examples) {
    ++tally.all;
    const Pinyin said = trainer.Predict(example);
    // The labels are full tones; a lexical neutral tone of the same sound is as good.
    const bool neutral = said.tone() == 5 && example.label.WithTone(5) == said;
    const bool right = said == example.label || neutral;
    if (right) ++tally.right;
    if (doubts == nullptr) continue;
    const auto [share, agrees] = trainer.Certainty(example);
    std::fprintf(doubts, "%d\t%d\t%.4f\t%d\t%s\t%s\n", static_cast<int>(example.given),
                 static_cast<int>(agrees), static_cast<double>(share), static_cast<int>(right),
                 said.text().c_str(), example.label.text().c_str());
  }
}

void Print(const char* name, const Tally& tally) {
  std::printf("%s\t%zu/%zu\t%.2f\n", name, tally.right, tally.all,
              100.0 * static_cast<double>(tally.right) / static_cast<double>(tally.all));
}

int Run(int argc, char** argv) {
  const Result<LexiconTable> table = LexiconTable::Open(data::lexicon_bin());
  if (!table) return 1;
  const Dropped dropped("tools/polyphone/dropped.tsv");
  std::vector<Example> train;
  std::vector<std::vector<Example>> tests;
  std::vector<std::string> test_names;
  std::vector<Example> folded, folded_raw;
  std::size_t folds = 0;
  std::FILE* doubts = nullptr;
  std::string mode, out, record;
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg.starts_with("--")) {
      mode = arg;
      if (mode == "--folds") folds = std::stoul(argv[++i]);
      continue;
    }
    if (mode == "--out") out = arg;
    if (mode == "--doubts") doubts = std::fopen(arg.c_str(), "w");
    if (mode == "--record") record = ReadFile(arg).value_or("");
    if (mode == "--train" || mode == "--silver") {
      std::vector<Example> more = Load(*table, dropped, arg, true);
      for (Example& example : more) example.silver = mode == "--silver";
      train.insert(train.end(), more.begin(), more.end());
    }
    if (mode == "--test") {
      tests.push_back(Load(*table, dropped, arg, false));
      test_names.push_back(arg);
    }
    if (mode == "--folds") {
      const std::vector<Example> more = Load(*table, dropped, arg, false);
      folded.insert(folded.end(), more.begin(), more.end());
    }
  }
  Tally all;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<Example> seen = train, held;
    for (std::size_t i = 0; i < folded.size(); ++i) {
      (i % folds == fold ? held : seen).push_back(folded[i]);
    }
    Trainer trainer(seen);
    trainer.Train();
    trainer.Quantise();
    Measure(trainer, held, all, doubts);
  }
  if (folds > 0) Print("folds", all);
  if (!tests.empty() || !out.empty()) {
    Trainer trainer(train);
    trainer.Train();
    trainer.Quantise();
    for (std::size_t t = 0; t < tests.size(); ++t) {
      Tally tally;
      Measure(trainer, tests[t], tally, doubts);
      Print(test_names[t].c_str(), tally);
    }
    if (!out.empty()) {
      const std::string body = trainer.Body();
      std::string file = "boyin polyphone 1\n" + record + '\0';
      const auto put = [&](std::uint64_t value, int size) {
        for (int k = 0; k < size; ++k) file += static_cast<char>(value >> (8 * k) & 0xFFU);
      };
      put(body.size(), 4);
      put(Checksum(body), 8);
      file += body;
      if (!WriteFile(out, file)) return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace boyin::pronounce

int main(int argc, char** argv) { return boyin::pronounce::Run(argc, argv); }
