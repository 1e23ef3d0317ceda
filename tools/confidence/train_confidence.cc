// Trains the model of confidence (src/normalise/confidence.h) and writes it.
//
//   train_confidence --text FILE... --turned FILE --judged FILE... --out confidence.bin [--test
//   FILE...]
//
// --text: sentences, one a line, taken for rightly read. What is wrong is learned from them by
// taking away at random what the rules know (cues, named numbers, patterns, words): a reading that
// changes without it is what a rule that is still missing would leave behind.
// --turned: what turn.py wrote; every row that the ranker of --half has not seen.
// --judged and --test: TSV, a sentence and in further cells what of it is read wrong; `*` for all,
// ~ before what is wrong only where it is read otherwise today. The judged ones are learned as
// well, and decide the calibration, each fold by a model without it. --before FILE: the files that
// follow were judged with that table of patterns ("now": with today's).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <deque>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "normalise/clean.h"
#include "normalise/confidence.h"
#include "normalise/data.h"
#include "normalise/doubt.h"
#include "normalise/features.h"
#include "normalise/rank.h"
#include "normalise/reading.h"
#include "turned.h"

namespace boyin::normalise {
namespace {

struct Settings {
  int rounds = 6;  ///< how often the tables are thinned anew
  int epochs = 4;
  float rate = 0.05F;
  float decay = 1e-6F;
  float judged_weight = 4;
  float thinned_weight = 1;
  float turned_weight = 200;  ///< of a form and sense, all together
  unsigned folds = 5;
};

struct Example {
  std::vector<std::uint16_t> features;
  float weight = 1;
  bool right = true;
  std::size_t sentence = 0;
  std::string written;
  std::string spoken;
  unsigned ranked = 0;
  float against = 0;
  float prior = 0.95F;
};

struct Judged {
  std::string text;
  std::vector<std::string> wrong;
  std::size_t before = 0;  // which table of patterns they were read with
};

struct Place {
  std::size_t begin = 0;
  Reading reading;
};

struct Sentence {
  std::string text;  // clean
  bool traditional = false;
  std::vector<Place> places;
};

/// The stages before the model, with tables that can be thinned.
class Reader {
 public:
  Reader()
      : lookups_(*LoadLookups(false)),
        simplifier_(*Simplifier::Create()),
        cleaner_(lookups_, simplifier_),
        normaliser_(*Normaliser::Create({})),
        ranker_(*Ranker::Load(data::rank_bin())) {}

  [[nodiscard]] Sentence Read(const std::string& line) const {
    Sentence out;
    Draft draft = cleaner_.Clean(line);
    out.text = std::move(draft.text);
    out.traditional = draft.traditional;
    const Spoken spoken = normaliser_.Normalise(out.text);
    for (const Piece& piece : spoken.pieces) {
      if (piece.kind != PieceKind::kVerbalised) continue;
      Reading reading = ReadAt(out, piece.written.begin, lookups_);
      if (reading.end == piece.written.end && !reading.skipped) {
        out.places.push_back({piece.written.begin, std::move(reading)});
      }
    }
    return out;
  }

  [[nodiscard]] std::string CleanMark(std::string_view mark) const {
    const std::string sign(mark.starts_with('~') ? "~" : "");
    return sign + cleaner_.Clean(mark.substr(sign.size())).text;
  }

  [[nodiscard]] Reading ReadAt(const Sentence& in, std::size_t at, const Lookups& with) const {
    const ScanState state;
    const MatchContext context{in.text, at, in.text.size(), with, options_, state, in.traditional};
    Reading reading = Choose(context);
    DecideYear(context, ranker_, reading);
    if (reading.end > at) Doubt(context, reading);
    return reading;
  }

  [[nodiscard]] Facts FactsAt(const Sentence& in, std::size_t at, const Reading& reading,
                              const Lookups& with) const {
    const ScanState state;
    return FactsOf({in.text, at, in.text.size(), with, options_, state, in.traditional}, reading,
                   ranker_);
  }

  [[nodiscard]] std::vector<Turned> ReadTurnedRows(const std::string& file) const {
    return ReadTurned(file, cleaner_);
  }

  [[nodiscard]] const Lookups& lookups() const { return lookups_; }

 private:
  Options options_;
  Lookups lookups_;
  Simplifier simplifier_;
  Cleaner cleaner_;
  Normaliser normaliser_;
  Ranker ranker_;
};

using Random = std::mt19937_64;

template <typename Map>
Map Thinned(const Map& map, double drop, Random& random) {
  Map out;
  std::bernoulli_distribution gone(drop);
  std::vector<std::pair<std::string_view, std::remove_cvref_t<decltype(map.begin()->second)>>> all(
      map.begin(), map.end());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [key, value] : all) {
    if (!gone(random)) out.Add(key, std::move(value));
  }
  return out;
}

std::string ThinnedRows(std::string_view text, double drop, Random& random) {
  std::string out;
  std::bernoulli_distribution gone(drop);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view row = text.substr(0, end + 1);
    if (row.starts_with('#') || !gone(random)) out += row;
    text.remove_prefix(end + 1);
  }
  return out;
}

/// `rows` must outlive the result.
Lookups Thin(double drop, Random& random, std::string& rows) {
  Lookups out = *LoadLookups(false);
  for (Cues& cues : out.cues) cues = Thinned(cues, drop, random);
  out.codes = Thinned(out.codes, drop, random);
  out.latin = Thinned(out.latin, drop, random);
  out.elements = Thinned(out.elements, drop, random);
  out.units = Thinned(out.units, drop / 5, random);
  out.measures = Thinned(out.measures, drop / 5, random);
  out.currencies = Thinned(out.currencies, drop / 5, random);
  rows = ThinnedRows(data::patterns_tsv(), drop, random);
  out.patterns = *PatternRules::Load(rows, "patterns.tsv");
  return out;
}

std::vector<std::uint16_t> FeaturesOf(const Facts& facts, const Reading& reading,
                                      const Levels& levels) {
  const FeatureList list = Weighed(facts, reading, levels);
  return {list.begin(), list.end()};
}

struct Counts {
  std::vector<std::size_t> of = std::vector<std::size_t>(kFeatureSize);

  void Add(const Facts& facts) {
    for (const std::uint16_t place : Counted(facts)) ++of[place];
  }
  /// As if `own` of each had not been counted.
  [[nodiscard]] Levels Of(const Facts& facts, std::size_t own) const {
    Levels out{};
    std::size_t i = 0;
    for (const std::uint16_t place : Counted(facts)) {
      out[i++] = SeenLevel(of[place] - std::min(own, of[place]));
    }
    return out;
  }
  [[nodiscard]] std::string Bytes() const {
    std::string out;
    for (const std::size_t n : of) out += static_cast<char>(SeenLevel(n));
    return out;
  }
};

struct Model {
  std::vector<float> weights = std::vector<float>(kFeatureSize);
  float scale = 1;
  float slope = 1;
  float offset = 0;
  [[nodiscard]] float Logit(const Example& example) const {
    float sum = 0;
    for (const std::uint16_t place : example.features) sum += weights[place];
    return sum;
  }
  [[nodiscard]] float Probability(const Example& example) const {
    return Blended(example.prior, slope * Logit(example) + offset, example.against);
  }
  /// To the bytes that are stored and back.
  void Quantise() {
    float most = 0;
    for (const float w : weights) most = std::max(most, std::fabs(w));
    scale = most / 127;
    for (float& w : weights) w = std::round(w / scale) * scale;
  }
};

// Adaptive gradient descent on the log loss.
Model Train(const std::vector<const Example*>& examples, const Settings& settings) {
  Model model;
  std::vector<float> squares(kFeatureSize, 1e-3F);
  std::vector<const Example*> order = examples;
  Random random(7);
  for (int epoch = 0; epoch < settings.epochs; ++epoch) {
    std::shuffle(order.begin(), order.end(), random);
    for (const Example* example : order) {
      const float p = 1.0F / (1.0F + std::exp(-model.Logit(*example)));
      const float gradient = example->weight * (p - (example->right ? 1.0F : 0.0F));
      for (const std::uint16_t place : example->features) {
        const float g = gradient + settings.decay * model.weights[place];
        squares[place] += g * g;
        model.weights[place] -= settings.rate * g / std::sqrt(squares[place]);
      }
    }
  }
  return model;
}

// Slope and offset that make the probabilities of `pairs` (logit, right) true; Newton's method,
// held near a slope of one.
void Calibrate(const std::vector<std::pair<float, bool>>& pairs, Model& model) {
  double a = 1;
  double b = 0;
  for (int step = 0; step < 50; ++step) {
    double ga = 2 * (a - 1), gb = 0, haa = 2, hab = 0, hbb = 1e-3;
    for (const auto& [x, right] : pairs) {
      const double p = 1 / (1 + std::exp(-(a * x + b)));
      const double d = p - (right ? 1 : 0);
      const double h = p * (1 - p);
      ga += d * x, gb += d, haa += h * x * x, hab += h * x, hbb += h;
    }
    const double det = haa * hbb - hab * hab;
    a -= (hbb * ga - hab * gb) / det;
    b -= (haa * gb - hab * ga) / det;
  }
  model.slope = static_cast<float>(a);
  model.offset = static_cast<float>(b);
}

std::vector<std::string> Lines(const std::string& file) {
  std::vector<std::string> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && !line.starts_with('#')) out.push_back(line);
  }
  return out;
}

struct JudgedFile {
  std::string name;
  std::size_t before = 0;
};

std::vector<Judged> ReadJudged(const std::vector<JudgedFile>& files, const Reader& reader) {
  std::vector<Judged> out;
  for (const JudgedFile& file : files) {
    for (const std::string& line : Lines(file.name)) {
      Judged& row = out.emplace_back();
      row.before = file.before;
      std::size_t begin = 0;
      for (bool first = true; begin <= line.size(); first = false) {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        const std::string cell = line.substr(begin, end - begin);
        if (first) row.text = cell;
        if (!first && !cell.empty())
          row.wrong.push_back(cell == "*" ? cell : reader.CleanMark(cell));
        begin = end + 1;
      }
    }
  }
  return out;
}

// `mended`: it is read otherwise now.
bool IsWrong(const Judged& row, const std::string& text, std::size_t begin, std::size_t end,
             bool mended) {
  for (std::string_view wrong : row.wrong) {
    if (wrong == "*") return true;
    if (wrong.starts_with('~')) {
      if (!mended) continue;
      wrong.remove_prefix(1);
    }
    for (std::size_t at = text.find(wrong); at != text.npos; at = text.find(wrong, at + 1)) {
      if (begin < at + wrong.size() && at < end) return true;
    }
  }
  return false;
}

std::vector<Example> JudgedExamples(const Reader& reader, const std::vector<Judged>& rows,
                                    const Counts& counts, float weight,
                                    const std::deque<Lookups>& with) {
  std::vector<Example> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Sentence sentence = reader.Read(rows[i].text);
    const Lookups& then = with[rows[i].before];
    for (const Place& place : sentence.places) {
      const Reading reading = reader.ReadAt(sentence, place.begin, then);
      if (reading.end <= place.begin || reading.skipped) continue;
      if (reading.semiotic_class == "punctuation") continue;
      const Facts facts = reader.FactsAt(sentence, place.begin, reading, then);
      out.push_back({FeaturesOf(facts, reading, counts.Of(facts, 1)), weight,
                     !IsWrong(rows[i], sentence.text, place.begin, reading.end,
                              reading.spoken != place.reading.spoken),
                     i, sentence.text.substr(place.begin, reading.end - place.begin),
                     reading.spoken + " " + std::string(reading.rule), facts.ranked, facts.against,
                     reading.confidence});
    }
  }
  return out;
}

void ThinnedExamples(const Reader& reader, const std::vector<Sentence>& sentences,
                     const Counts& counts, const Settings& settings, std::vector<Example>& out) {
  Random random(20261130);
  for (int round = 0; round < settings.rounds; ++round) {
    std::string rows;
    const double drop = 0.15 + 0.15 * (round % 4);
    const Lookups thin = Thin(drop, random, rows);
    std::bernoulli_distribution keep(0.5);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      for (const Place& place : sentences[i].places) {
        const Reading reading = reader.ReadAt(sentences[i], place.begin, thin);
        if (reading.end <= place.begin || reading.skipped) continue;
        const bool right =
            reading.end == place.reading.end && reading.spoken == place.reading.spoken;
        if (right && !keep(random)) continue;
        const Facts facts = reader.FactsAt(sentences[i], place.begin, reading, thin);
        out.push_back({FeaturesOf(facts, reading, counts.Of(facts, right ? 1 : 0)),
                       settings.thinned_weight,
                       right,
                       i,
                       {},
                       {},
                       0,
                       facts.against,
                       reading.confidence});
      }
    }
  }
}

// Numbers whose sense is known from the text that they were turned from, every other of them: the
// ranker learns from the rest. How often a form has each sense in other text is a guess.
std::vector<Example> TurnedExamples(const Reader& reader, const std::string& file,
                                    const Counts& counts, float weight) {
  constexpr std::array<std::array<float, 2>, kForms> kShares = {
      {{1, 1}, {2, 0.3F}, {1, 1}, {1, 0.3F}, {1, 1}, {1, 1}, {2, 0.2F}, {1, 1}}};
  using Sums = std::array<std::array<float, 2>, kForms>;
  Sums all{}, read_right{};
  std::vector<Example> out;
  const std::vector<Turned> rows = reader.ReadTurnedRows(file);
  std::vector<std::pair<std::size_t, unsigned>> kinds;
  for (std::size_t i = 1; i < rows.size(); i += 2) {
    const Turned& row = rows[i];
    const Sentence in{row.text, false, {}};
    const Reading reading = reader.ReadAt(in, row.at, reader.lookups());
    if (reading.end <= row.at || reading.skipped) continue;
    const auto sense = SenseOf(row.number.form, reading.spoken);
    if (!sense) continue;
    const auto form = static_cast<std::size_t>(row.number.form);
    all[form][row.sense] += 1;
    read_right[form][row.sense] += *sense == row.sense ? 1.0F : 0.0F;
    kinds.emplace_back(form, row.sense);
    const Facts facts = reader.FactsAt(in, row.at, reading, reader.lookups());
    out.push_back({FeaturesOf(facts, reading, counts.Of(facts, 0)),
                   1,
                   *sense == row.sense,
                   0,
                   {},
                   {},
                   0,
                   facts.against,
                   reading.confidence});
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto [form, sense] = kinds[i];
    out[i].weight = weight * kShares[form][sense] / all[form][sense];
  }
  for (std::size_t form = 0; form < kForms; ++form) {
    for (const unsigned sense : {0U, 1U}) {
      std::printf("%s %s: %.0f, read right %.1f %%\n", kFormNames[form][0].data(),
                  kFormNames[form][sense + 1].data(), double(all[form][sense]),
                  100.0 * double(read_right[form][sense] / std::max(1.0F, all[form][sense])));
    }
  }
  return out;
}

// By sentences: those whose least confidence is below a bound, and what is caught.
void Report(const char* title, const std::vector<Example>& examples, const Model& model,
            const std::vector<Judged>& rows) {
  std::vector<float> least(rows.size(), 1.0F);
  std::vector<char> is_wrong(rows.size(), 0);
  std::array<std::array<std::size_t, 2>, 6> bins{};
  constexpr std::array<float, 5> kBounds = {0.5F, 0.8F, 0.9F, 0.96F, 0.99F};
  for (const Example& example : examples) {
    const float p = model.Probability(example);
    least[example.sentence] = std::min(least[example.sentence], p);
    if (!example.right) is_wrong[example.sentence] = 1;
    std::size_t bin = 0;
    while (bin < kBounds.size() && p >= kBounds[bin]) ++bin;
    ++bins[bin][example.right ? 1 : 0];
  }
  std::size_t wrong = 0, caught = 0, right = 0, noise = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool flagged = least[i] < 0.8F;
    if (rows[i].wrong.empty()) {
      ++right;
      noise += flagged ? 1 : 0;
    } else if (is_wrong[i] != 0) {
      ++wrong;
      caught += flagged ? 1 : 0;
    }
  }
  std::printf("%s: wrong sentences %zu, flagged %zu (%.1f %%); right %zu, flagged %zu (%.1f %%)\n",
              title, wrong, caught,
              100.0 * double(caught) / double(std::max<std::size_t>(wrong, 1)), right, noise,
              100.0 * double(noise) / double(std::max<std::size_t>(right, 1)));
  // What a bound would catch where it flags one right sentence in twenty, and in ten.
  for (const double share : {0.05, 0.1}) {
    std::vector<float> of_right;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].wrong.empty()) of_right.push_back(least[i]);
    }
    if (of_right.empty()) break;
    std::sort(of_right.begin(), of_right.end());
    const float bound = of_right[static_cast<std::size_t>(share * double(of_right.size()))];
    std::size_t hit = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (is_wrong[i] != 0 && least[i] < bound) ++hit;
    }
    std::printf("  at %.0f %% of the right ones (bound %.3f): %.1f %% caught\n", 100 * share,
                double(bound), 100.0 * double(hit) / double(std::max<std::size_t>(wrong, 1)));
  }
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const std::size_t all = bins[b][0] + bins[b][1];
    std::printf("  below %.2f: %zu readings, %.1f %% right\n",
                double(b < kBounds.size() ? kBounds[b] : 1.0F), all,
                100.0 * double(bins[b][1]) / double(std::max<std::size_t>(all, 1)));
  }
}

void List(const std::vector<Example>& examples, const Model& model,
          const std::vector<Judged>& rows) {
  for (const Example& example : examples) {
    const float p = model.Probability(example);
    if (example.right == (p >= 0.8F)) continue;
    std::printf("%s\t%.3f\t%s\t%s\t%u\t%s\n", example.right ? "noise" : "missed", double(p),
                example.written.c_str(), example.spoken.c_str(), example.ranked,
                rows[example.sentence].text.c_str());
  }
}

void PutFixed(std::string& out, float value) {
  const auto fixed =
      static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * (1 << 20))));
  for (unsigned i = 0; i < 4; ++i) out += static_cast<char>((fixed >> (8 * i)) & 0xFFU);
}

bool Write(const std::string& file, const Model& model, const Counts& counts) {
  std::string bytes("boyin confidence 1\n\0", 20);
  PutFixed(bytes, model.scale);
  PutFixed(bytes, model.slope);
  PutFixed(bytes, model.offset);
  for (const float w : model.weights) bytes += static_cast<char>(std::lround(w / model.scale));
  bytes += counts.Bytes();
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return out.good();
}

std::vector<const Example*> Pointers(const std::vector<Example>& examples) {
  std::vector<const Example*> out;
  for (const Example& example : examples) out.push_back(&example);
  return out;
}

// Each judged sentence by a model that has not seen it.
Model InFolds(const std::vector<Example>& thinned, const std::vector<Example>& judged,
              const std::vector<Judged>& rows, const Settings& settings, bool list) {
  std::vector<std::pair<float, bool>> pairs;
  std::vector<Example> moved = judged;
  for (unsigned fold = 0; fold < settings.folds; ++fold) {
    std::vector<const Example*> examples = Pointers(thinned);
    for (const Example& example : judged) {
      if (example.sentence % settings.folds != fold) examples.push_back(&example);
    }
    const Model model = Train(examples, settings);
    for (Example& example : moved) {
      if (example.sentence % settings.folds != fold) continue;
      const float logit = model.Logit(example);
      pairs.emplace_back(logit, example.right);
      example.weight = logit;
    }
  }
  Model calibrated;
  Calibrate(pairs, calibrated);
  std::printf("calibration: slope %.3f, offset %.3f\n", double(calibrated.slope),
              double(calibrated.offset));
  // A model of one feature says again what each fold has said.
  Model said;
  said.slope = calibrated.slope;
  said.offset = calibrated.offset;
  std::vector<std::vector<float>> keep;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    moved[i].features = {static_cast<std::uint16_t>(i)};
    said.weights[i % kFeatureSize] = moved[i].weight;
  }
  Report("judged, in folds", moved, said, rows);
  if (list) List(moved, said, rows);
  return calibrated;
}

// The tables of today with the patterns of `file`, or today's for "now".
Lookups Before(const std::string& file, std::vector<std::string>& tables) {
  Lookups out = *LoadLookups(false);
  if (file == "now") return out;
  std::string& rows = tables.emplace_back();
  for (const std::string& line : Lines(file)) rows += line + '\n';
  out.patterns = *PatternRules::Load(rows, "patterns.tsv");
  return out;
}

int Run(const std::vector<std::string>& args) {
  std::vector<JudgedFile> text, judged_files, test_files;
  std::vector<JudgedFile>* files = nullptr;
  std::string out, turned;
  std::vector<std::string> tables(1);  // patterns of --before; the views outlive the rules
  tables.reserve(args.size());
  std::deque<Lookups> then;  // a deque: rules are not to be copied
  then.push_back(*LoadLookups(false));
  Settings settings;
  bool list = false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    if (arg == "--text")
      files = &text;
    else if (arg == "--judged")
      files = &judged_files;
    else if (arg == "--test")
      files = &test_files;
    else if (arg == "--out")
      out = args.at(++i);
    else if (arg == "--before")
      then.push_back(Before(args.at(++i), tables));
    else if (arg == "--turned")
      turned = args.at(++i);
    else if (arg == "--turned-weight")
      settings.turned_weight = std::stof(args.at(++i));
    else if (arg == "--thinned")
      settings.thinned_weight = std::stof(args.at(++i));
    else if (arg == "--list")
      list = true;
    else if (arg == "--weight")
      settings.judged_weight = std::stof(args.at(++i));
    else if (arg == "--rounds")
      settings.rounds = std::stoi(args.at(++i));
    else if (arg == "--rate")
      settings.rate = std::stof(args.at(++i));
    else if (arg == "--decay")
      settings.decay = std::stof(args.at(++i));
    else if (arg == "--epochs")
      settings.epochs = std::stoi(args.at(++i));
    else if (files != nullptr)
      files->push_back({arg, then.size() - 1});
  }
  const Reader reader;
  Counts counts;
  std::vector<Sentence> sentences;
  for (const JudgedFile& file : text) {
    for (const std::string& line : Lines(file.name)) {
      Sentence& sentence = sentences.emplace_back(reader.Read(line));
      for (const Place& place : sentence.places) {
        counts.Add(reader.FactsAt(sentence, place.begin, place.reading, reader.lookups()));
      }
    }
  }
  std::vector<Example> thinned;
  ThinnedExamples(reader, sentences, counts, settings, thinned);
  if (!turned.empty()) {
    for (Example& e : TurnedExamples(reader, turned, counts, settings.turned_weight)) {
      thinned.push_back(std::move(e));
    }
  }
  const auto wrong =
      std::count_if(thinned.begin(), thinned.end(), [](const Example& e) { return !e.right; });
  std::printf("%zu sentences, %zu examples, %td of them wrong\n", sentences.size(), thinned.size(),
              wrong);
  const std::vector<Judged> rows = ReadJudged(judged_files, reader);
  const std::vector<Example> judged =
      JudgedExamples(reader, rows, counts, settings.judged_weight, then);
  const Model calibrated = InFolds(thinned, judged, rows, settings, list);
  std::vector<const Example*> all = Pointers(thinned);
  for (const Example& example : judged) all.push_back(&example);
  Model model = Train(all, settings);
  model.slope = calibrated.slope;
  model.offset = calibrated.offset;
  model.Quantise();
  if (!test_files.empty()) {
    const std::vector<Judged> test = ReadJudged(test_files, reader);
    const std::vector<Example> examples = JudgedExamples(reader, test, counts, 1, then);
    Report("test", examples, model, test);
    if (list) List(examples, model, test);
  }
  return out.empty() || Write(out, model, counts) ? 0 : 1;
}

}  // namespace
}  // namespace boyin::normalise

int main(int argc, char** argv) { return boyin::normalise::Run({argv + 1, argv + argc}); }
