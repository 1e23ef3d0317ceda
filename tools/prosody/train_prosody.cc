// Trains the model of boundaries (src/prosody/model.h) and writes it.
//
//   train_prosody --text FILE... --marked FILE [--test FILE] [--folds N] [--out breaks.bin
//                 --record record.txt]
//   train_prosody --text FILE... --test FILE --model breaks.bin    only measures
//   [--commas breaks.bin]    takes the weights for commas from a finished model
//   [--other FILE]   marks of another reader, whose habits are learned beside
//   [--dump FILE]    each place of the test: wanted, said, the two words and their kinds
//
// --text: sentences, the first column of TSV, from whose commas it is learned where one might
// stand.
// --marked and --test: marks.tsv, the levels of some of these sentences. --folds measures on the
// marked sentences themselves, each part by a model that has not seen it. As shipped, with --text
// for each of g2pl_train.tsv, g2pl_dev.tsv and cpp_dev.tsv:
//
//   train_prosody --text ... --marked tools/prosody/marks.tsv --other tools/prosody/marks-finer.tsv
//     --test tests/golden/breaks-second.tsv --record tools/prosody/record.txt
//     --out src/prosody/data/breaks.bin
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/utf8.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/breaks.h"
#include "prosody/features.h"
#include "prosody/model.h"
#include "prosody/rules.h"

namespace boyin::prosody {
namespace {

constexpr unsigned kWordBits = 17;
constexpr unsigned kCommaBits = 18;
constexpr unsigned kPhraseBits = 18;

/// Settings that were tried against each other in folds.
struct Settings {
  int word_epochs = 12;
  int phrase_epochs = 12;
  float rate = 0.02F;
  float decay = 1e-2F;
  int comma_epochs = 2;
  float word_bias = 0;  ///< for more or fewer prosodic words than were marked
};

struct Example {
  std::size_t sentence = 0;
  bool other = false;  ///< marked by another reader, whose habits have weights of their own
  std::string text;
  Clause clause;
  std::vector<Rule> rules;
  std::vector<std::uint8_t> levels;  // after each sound but the last
};

std::uint64_t g_random = 1;
std::size_t Random() {
  g_random = g_random * 6364136223846793005U + 1442695040888963407U;
  return g_random >> 33U;
}

class Table {
 public:
  explicit Table(unsigned bits)
      : bits_(bits),
        weights_((std::size_t{1} << bits) + kSlack),
        squares_(weights_.size(), 1e-3F) {}

  [[nodiscard]] float At(std::uint32_t hash, std::size_t k) const {
    return weights_[Index(hash, k)];
  }
  void Push(std::uint32_t hash, std::size_t k, float gradient, const Settings& settings) {
    const std::size_t at = Index(hash, k);
    gradient -= settings.decay * weights_[at];
    squares_[at] += gradient * gradient;
    weights_[at] += settings.rate * gradient / std::sqrt(squares_[at]);
  }
  /// Takes the weights of the end of an epoch into their mean; Mean() puts it in their place.
  void Note() {
    means_.resize(weights_.size());
    for (std::size_t i = 0; i < weights_.size(); ++i) means_[i] += weights_[i];
    ++noted_;
  }
  void Mean() {
    for (std::size_t i = 0; noted_ > 0 && i < weights_.size(); ++i) {
      weights_[i] = means_[i] / static_cast<float>(noted_);
    }
  }
  /// Takes weights from a finished table of the same size; empty where it is of another.
  [[nodiscard]] static Table From(const Weights& weights, unsigned bits) {
    Table table(bits);
    if (weights.bytes.size() != table.weights_.size()) return table;
    for (std::size_t i = 0; i < weights.bytes.size(); ++i) {
      table.weights_[i] =
          static_cast<float>(static_cast<signed char>(weights.bytes[i])) * weights.unit;
    }
    return table;
  }
  void Shift(std::uint32_t hash, float by) { weights_[Index(hash, 0)] += by; }
  void Quantise() {
    float most = 1e-6F;
    for (const float weight : weights_) most = std::max(most, std::fabs(weight));
    unit_ = most / 127;
    for (float& weight : weights_) weight = std::round(weight / unit_) * unit_;
  }
  [[nodiscard]] std::string Bytes() const {
    std::string out;
    const auto scale = static_cast<std::uint32_t>(std::lround(unit_ * (1U << 20U)));
    for (unsigned i = 0; i < 4; ++i) out += static_cast<char>(scale >> (8 * i) & 0xFFU);
    out += static_cast<char>(bits_);
    for (const float weight : weights_) {
      out += static_cast<char>(static_cast<signed char>(std::lround(weight / unit_)));
    }
    return out;
  }

 private:
  [[nodiscard]] std::size_t Index(std::uint32_t hash, std::size_t k) const {
    return (hash & ((1U << bits_) - 1U)) + k;
  }
  unsigned bits_;
  std::vector<float> weights_;
  std::vector<float> squares_;
  std::vector<float> means_;
  int noted_ = 0;
  float unit_ = 1;
};

/// How likely each label is at each step and state: [step][state - 1][label], and at the end.
struct Marginals {
  std::vector<double> steps;
  std::vector<double> last;
};

double LogAdd(double a, double b) {
  if (a < b) std::swap(a, b);
  return b < -1e20 ? a : a + std::log1p(std::exp(b - a));
}

Marginals MarginalsOf(const Chain& chain) {
  constexpr double kNever = -1e30;
  const std::size_t n = chain.states;
  std::vector<double> ahead((chain.steps + 1) * n, kNever);
  std::vector<double> back((chain.steps + 1) * n, kNever);
  ahead[chain.Start() - 1] = 0;
  for (std::size_t t = 0; t < chain.steps; ++t) {
    for (std::size_t s = 1; s <= n; ++s) {
      const double so_far = ahead[t * n + s - 1];
      if (so_far <= -1e29) continue;
      for (std::size_t y = 0; y < chain.labels; ++y) {
        double& to = ahead[(t + 1) * n + chain.Next(t, s, y) - 1];
        to = LogAdd(to, so_far + chain.At(t, s, y));
      }
    }
  }
  double total = kNever;
  for (std::size_t s = 0; s < n; ++s) {
    back[chain.steps * n + s] = chain.last[s];
    total = LogAdd(total, ahead[chain.steps * n + s] + chain.last[s]);
  }
  Marginals out{std::vector<double>(chain.steps * n * chain.labels), std::vector<double>(n)};
  for (std::size_t t = chain.steps; t-- > 0;) {
    for (std::size_t s = 1; s <= n; ++s) {
      for (std::size_t y = 0; y < chain.labels; ++y) {
        const double rest = chain.At(t, s, y) + back[(t + 1) * n + chain.Next(t, s, y) - 1];
        double& to = back[t * n + s - 1];
        to = LogAdd(to, rest);
        out.steps[(t * n + s - 1) * chain.labels + y] =
            std::exp(std::max(-700.0, ahead[t * n + s - 1] + rest - total));
      }
    }
  }
  for (std::size_t s = 0; s < n; ++s) {
    out.last[s] = std::exp(std::max(-700.0, ahead[chain.steps * n + s] + chain.last[s] - total));
  }
  return out;
}

/// The weights of all readers, and what another reader's are beside them: only the first are kept.
struct Pair {
  Table& all;
  Table* other;

  [[nodiscard]] float At(std::uint32_t hash, std::size_t k) const {
    return all.At(hash, k) + (other != nullptr ? other->At(hash, k) : 0);
  }
  void Push(std::uint32_t hash, std::size_t k, float gradient, const Settings& settings) const {
    all.Push(hash, k, gradient, settings);
    if (other != nullptr) other->Push(hash, k, gradient, settings);
  }
};

/// One step of gradient ascent for one chain whose right labels are known.
template <typename FeaturesAt>
void Learn(const Chain& chain, const std::vector<std::uint8_t>& right,
           const FeaturesAt& features_at, std::uint32_t last_hash, const Pair& table,
           const Settings& settings) {
  const Marginals marginals = MarginalsOf(chain);
  std::size_t state = chain.Start();
  for (std::size_t t = 0; t < chain.steps; ++t) {
    const Features features = features_at(t);
    std::vector<double> sums(chain.labels);
    for (std::size_t s = 1; s <= chain.states; ++s) {
      for (std::size_t y = 0; y < chain.labels; ++y) {
        const double likely = marginals.steps[(t * chain.states + s - 1) * chain.labels + y];
        sums[y] += likely;
        const double truth = s == state && y == right[t] ? 1 : 0;
        const auto gradient = static_cast<float>(truth - likely);
        if (std::fabs(gradient) < 1e-4F) continue;
        for (std::size_t f = 0; f < features.lengths; ++f) {
          table.Push(features.length[f], s * chain.labels + y, gradient, settings);
        }
      }
    }
    for (std::size_t y = 1; y < chain.labels; ++y) {
      const auto gradient = static_cast<float>((y == right[t] ? 1 : 0) - sums[y]);
      for (std::size_t f = 0; f < features.locals; ++f) {
        table.Push(features.local[f], y - 1, gradient, settings);
      }
    }
    state = chain.Next(t, state, right[t]);
  }
  for (std::size_t s = 1; s <= chain.states; ++s) {
    table.Push(last_hash, s, static_cast<float>((s == state ? 1 : 0) - marginals.last[s - 1]),
               settings);
  }
}

class Reader {
 public:
  Reader()
      : normaliser_(*normalise::Normaliser::Create({})),
        pronouncer_(*pronounce::Pronouncer::Create({})) {}

  pronounce::Utterance Read(const std::string& text) const {
    return pronouncer_.Pronounce(normaliser_.Normalise(text));
  }

  /// The examples of a sentence whose characters have these levels after them.
  void Marked(const std::string& text, std::string_view levels, std::size_t number,
              std::vector<Example>& examples) const {
    std::vector<std::uint8_t> after;  // each byte
    for (std::size_t at = 0, c = 0; at < text.size(); ++c) {
      at += utf8::Decode(text, at).length;
      after.resize(at);
      if (c < levels.size()) after.back() = static_cast<std::uint8_t>(levels[c] - '0');
    }
    const pronounce::Utterance utterance = Read(text);
    if (utterance.text != text) {
      std::fprintf(stderr, "normalised: %s\n", text.c_str());
      return;
    }
    for (const Stretch& stretch : Clauses(utterance)) {
      Example example;
      example.sentence = number;
      example.text = text;
      example.clause.Read(utterance, stretch.first, stretch.end);
      if (example.clause.sounds.size() < 2) continue;
      FindRules(example.clause, example.rules);
      for (std::size_t i = 0; i + 1 < example.clause.sounds.size(); ++i) {
        const Sound& next = example.clause.sounds[i + 1];
        std::size_t end = utterance.tokens[example.clause.sounds[i].token].spoken.end;
        std::size_t until = utterance.tokens[next.token].spoken.begin;
        std::uint8_t level = 0;  // a mark may stand before or after a quotation mark
        for (; end <= until; ++end) level = std::max(level, after[end - 1]);
        example.levels.push_back(level);
      }
      examples.push_back(std::move(example));
    }
  }

 private:
  normalise::Normaliser normaliser_;
  pronounce::Pronouncer pronouncer_;
};

/// The first column of each row, each once.
std::vector<std::string> Sentences(const std::vector<std::string>& paths) {
  std::set<std::string> all;
  for (const std::string& path : paths) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      line = line.substr(0, line.find('\t'));
      if (!line.empty()) all.insert(std::move(line));
    }
  }
  return {all.begin(), all.end()};
}

std::uint64_t Hash(std::string_view text) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const char byte : text) {
    value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  }
  return value;
}

/// Levels by the hash of the sentence.
std::map<std::uint64_t, std::string> Marks(const std::string& path) {
  std::map<std::uint64_t, std::string> marks;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == std::string::npos) continue;
    marks[std::stoull(line.substr(0, tab), nullptr, 16)] = line.substr(tab + 1);
  }
  return marks;
}

struct CommaExample {
  Clause clause;
  std::vector<std::uint8_t> comma;
};

/// Commas taken away.
std::vector<CommaExample> Commas(const Reader& reader, const std::vector<std::string>& texts,
                                 const std::set<std::string>& held) {
  constexpr std::string_view kComma = "，";
  std::vector<CommaExample> out;
  for (const std::string& line : texts) {
    if (held.contains(line)) continue;
    std::string text;
    std::set<std::size_t> at;
    for (std::size_t i = 0; i < line.size();) {
      if (std::string_view(line).substr(i).starts_with(kComma)) {
        at.insert(text.size());
        i += kComma.size();
      } else {
        text += line[i++];
      }
    }
    const pronounce::Utterance utterance = reader.Read(text);
    if (utterance.text != text) continue;
    for (const Stretch& stretch : Clauses(utterance)) {
      CommaExample example;
      example.clause.Read(utterance, stretch.first, stretch.end);
      if (example.clause.sounds.size() < 2) continue;
      for (std::size_t i = 0; i + 1 < example.clause.sounds.size(); ++i) {
        const std::size_t end = utterance.tokens[example.clause.sounds[i].token].spoken.end;
        example.comma.push_back(at.contains(end) ? 1 : 0);
      }
      out.push_back(std::move(example));
    }
  }
  return out;
}

float Logit(const Table& commas, const Clause& clause, std::size_t gap) {
  const Features features = CommaFeatures(clause, gap);
  float logit = 0;
  for (std::size_t f = 0; f < features.locals; ++f) logit += commas.At(features.local[f], 0);
  return logit;
}

void TrainCommas(const std::vector<CommaExample>& examples, Table& commas, Settings settings) {
  settings.decay = 1e-5F;
  settings.rate = 0.05F;
  std::vector<std::size_t> order(examples.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (int epoch = 0; epoch < settings.comma_epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[Random() % i]);
    double loss = 0;
    std::size_t count = 0;
    for (const std::size_t i : order) {
      const CommaExample& example = examples[i];
      for (std::size_t gap = 0; gap < example.comma.size(); ++gap) {
        if (!example.clause.sounds[gap + 1].word_start) continue;
        const Features features = CommaFeatures(example.clause, gap);
        float logit = 0;
        for (std::size_t f = 0; f < features.locals; ++f) logit += commas.At(features.local[f], 0);
        const float likely = 1 / (1 + std::exp(-logit));
        const float gradient = static_cast<float>(example.comma[gap]) - likely;
        loss -= std::log(example.comma[gap] != 0 ? likely + 1e-9 : 1 - likely + 1e-9);
        ++count;
        for (std::size_t f = 0; f < features.locals; ++f) {
          commas.Push(features.local[f], 0, gradient, settings);
        }
      }
    }
    std::printf("commas, epoch %d: loss %.4f over %zu places\n", epoch + 1,
                loss / static_cast<double>(count), count);
  }
}

struct Tables {
  Table words{kWordBits};
  Table commas{kCommaBits};
  Table phrases{kPhraseBits};
};

std::vector<std::uint8_t> Capped(const std::vector<std::uint8_t>& levels) {
  std::vector<std::uint8_t> out;
  for (const std::uint8_t level : levels) out.push_back(level > 0 ? 1 : 0);
  return out;
}

void Train(const std::vector<const Example*>& examples, Tables& tables, const Settings& settings) {
  Chain chain;
  std::vector<Foot> feet;
  std::vector<const Example*> order = examples;
  const auto shuffle = [&] {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[Random() % i]);
  };
  Tables others;
  for (int epoch = 0; epoch < settings.word_epochs; ++epoch) {
    shuffle();
    for (const Example* example : order) {
      const Pair words{tables.words, example->other ? &others.words : nullptr};
      FillWords(example->clause, chain,
                [&](std::uint32_t hash, std::size_t k) { return words.At(hash, k); });
      Learn(
          chain, Capped(example->levels),
          [&](std::size_t t) { return WordFeatures(example->clause, t); }, LastWordHash(), words,
          settings);
    }
    if (epoch >= settings.word_epochs / 4) tables.words.Note();
  }
  tables.words.Mean();
  for (int epoch = 0; epoch < settings.phrase_epochs; ++epoch) {
    shuffle();
    for (const Example* example : order) {
      CutFeet(example->clause, Capped(example->levels), feet);
      if (feet.size() < 2) continue;
      std::vector<std::uint8_t> right;
      std::vector<float> commas;
      for (std::size_t at = 0; at + 1 < feet.size(); ++at) {
        right.push_back(static_cast<std::uint8_t>(example->levels[feet[at].end - 1] - 1));
        const std::size_t gap = feet[at].end - 1;
        commas.push_back(example->clause.sounds[gap + 1].word_start
                             ? Logit(tables.commas, example->clause, gap)
                             : -8.0F);
      }
      const Pair phrases{tables.phrases, example->other ? &others.phrases : nullptr};
      FillPhrases(example->clause, feet, commas, chain,
                  [&](std::uint32_t hash, std::size_t k) { return phrases.At(hash, k); });
      Learn(
          chain, right,
          [&](std::size_t t) {
            return PhraseFeatures(example->clause, feet, t, CommaStepOf(commas[t]));
          },
          LastPhraseHash(), phrases, settings);
    }
    if (epoch >= settings.phrase_epochs / 4) tables.phrases.Note();
  }
  tables.phrases.Mean();
}

struct Score {
  std::size_t right[4]{};
  std::size_t said[4]{};
  std::size_t true_[4]{};

  void Add(std::uint8_t gold, std::uint8_t ours) {
    for (std::uint8_t level = 1; level <= 3; ++level) {
      said[level] += ours >= level ? 1U : 0U;
      true_[level] += gold >= level ? 1U : 0U;
      right[level] += ours >= level && gold >= level ? 1U : 0U;
    }
  }
  void Print(const char* name) const {
    std::printf("%s:", name);
    const char* const names[] = {"", "word", "phrase", "major"};
    for (int level = 1; level <= 3; ++level) {
      const double p =
          static_cast<double>(right[level]) / (static_cast<double>(said[level]) + 1e-9);
      const double r =
          static_cast<double>(right[level]) / (static_cast<double>(true_[level]) + 1e-9);
      std::printf("  %s F1 %.4f (P %.3f R %.3f of %zu)", names[level], 2 * p * r / (p + r + 1e-9),
                  p, r, true_[level]);
    }
    std::printf("\n");
  }
};

std::string Assemble(Tables& tables, const std::string& record) {
  std::string out = "boyin breaks 1\n" + record;
  out += '\0';
  out += tables.words.Bytes();
  out += tables.commas.Bytes();
  out += tables.phrases.Bytes();
  return out;
}

/// Tab-separated: the level wanted and said; inside a word, or tags, classes, syllables and
/// spelling of the words before and after; how far the place is from both ends of the clause.
void Dump(const Example& example, const std::vector<std::uint8_t>& levels, std::ostream& out) {
  const Clause& clause = example.clause;
  for (std::size_t gap = 0; gap < levels.size(); ++gap) {
    out << int{example.levels[gap]} << '\t' << int{levels[gap]} << '\t' << gap + 1 << '\t'
        << levels.size() - gap << '\t'
        << (clause.sounds[gap + 1].word_start ? "between" : "inside");
    for (const std::size_t sound : {gap, gap + 1}) {
      const Piece& piece = clause.pieces[clause.piece_of[sound]];
      out << '\t' << static_cast<int>(piece.tag) << '\t' << static_cast<int>(piece.kind) << '\t'
          << piece.syllables << '\t'
          << example.text.substr(piece.text_begin, piece.text_end - piece.text_begin);
    }
    out << '\n';
  }
}

void Measure(const std::vector<const Example*>& examples, const std::string& bytes, Score& score,
             const std::string& dump = "") {
  std::ofstream file(dump);
  const Result<Model> model = Model::Open(bytes);
  if (!model) {
    std::fprintf(stderr, "the model does not open\n");
    return;
  }
  Model::Work work;
  std::vector<std::uint8_t> levels;
  for (const Example* example : examples) {
    model->Mark(example->clause, example->rules, work, levels);
    for (std::size_t gap = 0; gap < levels.size(); ++gap)
      score.Add(example->levels[gap], levels[gap]);
    if (file.is_open()) Dump(*example, levels, file);
  }
}

std::vector<const Example*> Pointers(const std::vector<Example>& examples) {
  std::vector<const Example*> out;
  for (const Example& example : examples) out.push_back(&example);
  return out;
}

struct Arguments {
  std::vector<std::string> text;
  std::string marked, other, test, out, record, model, dump, commas;
  std::size_t folds = 0;
  Settings settings;
};

Arguments Parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--marked") arguments.marked = value;
    if (name == "--text") arguments.text.push_back(value);
    if (name == "--test") arguments.test = value;
    if (name == "--out") arguments.out = value;
    if (name == "--commas") arguments.commas = value;
    if (name == "--other") arguments.other = value;
    if (name == "--dump") arguments.dump = value;
    if (name == "--model") arguments.model = value;
    if (name == "--record") arguments.record = value;
    if (name == "--folds") arguments.folds = std::stoul(value);
    if (name == "--rate") arguments.settings.rate = std::stof(value);
    if (name == "--decay") arguments.settings.decay = std::stof(value);
    if (name == "--epochs") {
      arguments.settings.word_epochs = arguments.settings.phrase_epochs = std::stoi(value);
    }
    if (name == "--word-epochs") arguments.settings.word_epochs = std::stoi(value);
    if (name == "--word-bias") arguments.settings.word_bias = std::stof(value);
    if (name == "--comma-epochs") arguments.settings.comma_epochs = std::stoi(value);
  }
  return arguments;
}

int Run(const Arguments& arguments) {
  const Reader reader;
  std::vector<Example> marked;
  std::vector<Example> tests;
  std::set<std::string> held;
  std::size_t number = 0;
  const std::vector<std::string> texts = Sentences(arguments.text);
  const auto marks = Marks(arguments.marked);
  const auto other_marks = Marks(arguments.other);
  const auto test_marks = Marks(arguments.test);
  std::vector<Example> others;
  for (const std::string& text : texts) {
    const auto mark = marks.find(Hash(text));
    const auto test = test_marks.find(Hash(text));
    if (mark != marks.end()) reader.Marked(text, mark->second, number++, marked);
    if (test != test_marks.end()) reader.Marked(text, test->second, 0, tests);
    const auto other = other_marks.find(Hash(text));
    if (other != other_marks.end()) reader.Marked(text, other->second, 0, others);
    if (mark != marks.end() || other != other_marks.end() || test != test_marks.end())
      held.insert(text);
  }
  std::printf("%zu sentences, %zu clauses\n", number, marked.size());
  if (!arguments.model.empty()) {
    Score score;
    Measure(Pointers(tests), ReadFile(arguments.model).value_or(""), score, arguments.dump);
    score.Print("test");
    return 0;
  }
  for (Example& example : others) example.other = true;
  Table commas{kCommaBits};
  const std::string finished = ReadFile(arguments.commas).value_or("");
  if (const Result<Model> model = Model::Open(finished); model) {
    commas = Table::From(model->commas(), kCommaBits);
  } else {
    TrainCommas(Commas(reader, texts, held), commas, arguments.settings);
  }
  commas.Quantise();
  std::fflush(stdout);
  const auto model_of = [&](const std::vector<const Example*>& examples) {
    Tables tables;
    tables.commas = commas;
    Train(examples, tables, arguments.settings);
    tables.words.Shift(WordBiasHash(), arguments.settings.word_bias);
    tables.words.Quantise();
    tables.phrases.Quantise();
    return Assemble(tables, ReadFile(arguments.record).value_or("trained for a measurement\n"));
  };
  Score folds;
  for (std::size_t fold = 0; fold < arguments.folds; ++fold) {
    std::vector<const Example*> learned = Pointers(others);
    std::vector<const Example*> kept;
    for (const Example& example : marked) {
      (example.sentence % arguments.folds == fold ? kept : learned).push_back(&example);
    }
    Measure(kept, model_of(learned), folds);
  }
  if (arguments.folds > 0) folds.Print("folds");
  if (arguments.out.empty() && tests.empty()) return 0;
  const std::vector<const Example*> all = Pointers(marked);
  std::vector<const Example*> learned = Pointers(others);
  learned.insert(learned.end(), all.begin(), all.end());
  const std::string bytes = model_of(learned);
  Score seen;
  Measure(all, bytes, seen);
  seen.Print("seen");
  Score dictionary;  // its words taken as they are
  for (const Example& example : tests.empty() ? marked : tests) {
    for (std::size_t gap = 0; gap < example.levels.size(); ++gap) {
      dictionary.Add(example.levels[gap], example.clause.sounds[gap + 1].word_start ? 1 : 0);
    }
  }
  dictionary.Print("dictionary");
  Score score;
  Measure(Pointers(tests), bytes, score, arguments.dump);
  if (!tests.empty()) score.Print("test");
  if (!arguments.out.empty()) std::ofstream(arguments.out, std::ios::binary) << bytes;
  return 0;
}

}  // namespace
}  // namespace boyin::prosody

int main(int argc, char** argv) { return boyin::prosody::Run(boyin::prosody::Parse(argc, argv)); }
