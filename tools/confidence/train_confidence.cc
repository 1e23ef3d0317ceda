// Trains the model of confidence (src/normalise/confidence.h) and writes it.
//
//   train_confidence --text FILE... --yesterday FILE... --peers FILE... --judged FILE...
//     --out confidence.bin [--test FILE...]
//
// --text: sentences, one a line, taken for rightly read.
// --yesterday: what differences.py wrote: what older states of the rules said where today's say
// something else, which is what errors of a rule that is sure of itself look like.
// --peers: what peers.py wrote: where other normalisers say something else than boyin. Most of that
// is no error, so that it weighs less, but most errors are there.
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

namespace boyin::normalise {
namespace {

struct Settings {
  int epochs = 4;
  float rate = 0.05F;
  float decay = 1e-6F;
  float judged_weight = 4;
  float yesterday_weight = 1;
  float peers_weight = 0.6F;  ///< of a place where they differ
  unsigned folds = 5;
};

struct Example {
  std::vector<std::uint16_t> features;
  float weight = 1;
  bool right = true;
  std::size_t sentence = 0;
  std::string written;
  std::string spoken;
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

/// The stages before the model.
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

  [[nodiscard]] Draft Clean(const std::string& line) const { return cleaner_.Clean(line); }

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

  [[nodiscard]] const Lookups& lookups() const { return lookups_; }

 private:
  Options options_;
  Lookups lookups_;
  Simplifier simplifier_;
  Cleaner cleaner_;
  Normaliser normaliser_;
  Ranker ranker_;
};

std::vector<std::uint16_t> FeaturesOf(const Facts& facts, const Levels& levels) {
  const FeatureList list = Weighed(facts, levels);
  return {list.begin(), list.end()};
}

// Where a byte of the written line stands in the clean text.
std::size_t CleanPlace(const Draft& draft, std::size_t written) {
  for (const Segment& segment : draft.segments) {
    if (written >= segment.written.end) continue;
    if (written <= segment.written.begin || segment.kind != Segment::Kind::kParallel) {
      return segment.clean.begin;
    }
    return segment.clean.begin + (written - segment.written.begin);
  }
  return draft.text.size();
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
  std::mt19937_64 random(7);
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

std::vector<std::string> CellsOf(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    out.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
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
      out.push_back({FeaturesOf(facts, counts.Of(facts, 1)), weight,
                     !IsWrong(rows[i], sentence.text, place.begin, reading.end,
                              reading.spoken != place.reading.spoken),
                     i, sentence.text.substr(place.begin, reading.end - place.begin),
                     reading.spoken + " " + std::string(reading.rule), facts.against,
                     reading.confidence});
    }
  }
  return out;
}

// What other readers said: whether it is right, where it begins and ends, how it is said, the line.
std::vector<Example> ReadExamples(const Reader& reader, const std::string& file,
                                  const Counts& counts, float wrong_weight) {
  std::vector<Example> out;
  std::string last;
  Sentence sentence;
  Draft draft;
  for (const std::string& row : Lines(file)) {
    const std::vector<std::string> cells = CellsOf(row);
    if (cells.size() != 5) continue;
    if (cells[4] != last) {
      last = cells[4];
      draft = reader.Clean(last);
      sentence.text = draft.text;
      sentence.traditional = draft.traditional;
    }
    const std::size_t begin = CleanPlace(draft, std::stoul(cells[1]));
    Reading reading;
    reading.end = CleanPlace(draft, std::stoul(cells[2]));
    reading.spoken = cells[3];
    if (reading.end <= begin) continue;
    const bool right = cells[0] == "1";
    const Facts facts = reader.FactsAt(sentence, begin, reading, reader.lookups());
    Example& example = out.emplace_back();
    example.features = FeaturesOf(facts, counts.Of(facts, right ? 1 : 0));
    example.right = right;
    example.weight = right ? 1 : wrong_weight;
    example.against = facts.against;
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
    std::printf("%s\t%.3f\t%s\t%s\t%s\n", example.right ? "noise" : "missed", double(p),
                example.written.c_str(), example.spoken.c_str(),
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
Model InFolds(const std::vector<Example>& learned, const std::vector<Example>& judged,
              const std::vector<Judged>& rows, const Settings& settings, bool list) {
  std::vector<std::pair<float, bool>> pairs;
  std::vector<Example> moved = judged;
  for (unsigned fold = 0; fold < settings.folds; ++fold) {
    std::vector<const Example*> examples = Pointers(learned);
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
  std::vector<JudgedFile> text, yesterday, peers, judged_files, test_files;
  std::vector<JudgedFile>* files = nullptr;
  std::string out;
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
    else if (arg == "--yesterday")
      files = &yesterday;
    else if (arg == "--peers")
      files = &peers;
    else if (arg == "--yesterday-weight")
      settings.yesterday_weight = std::stof(args.at(++i));
    else if (arg == "--peers-weight")
      settings.peers_weight = std::stof(args.at(++i));
    else if (arg == "--list")
      list = true;
    else if (arg == "--weight")
      settings.judged_weight = std::stof(args.at(++i));
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
  std::vector<Example> learned;
  for (const Sentence& sentence : sentences) {
    for (const Place& place : sentence.places) {
      if (place.reading.semiotic_class == "punctuation") continue;
      const Facts facts = reader.FactsAt(sentence, place.begin, place.reading, reader.lookups());
      learned.emplace_back().features = FeaturesOf(facts, counts.Of(facts, 1));
    }
  }
  const auto learn = [&](const std::vector<JudgedFile>& from, float weight) {
    for (const JudgedFile& file : from) {
      for (Example& example : ReadExamples(reader, file.name, counts, weight)) {
        learned.push_back(std::move(example));
      }
    }
  };
  learn(yesterday, settings.yesterday_weight);
  learn(peers, settings.peers_weight);
  const auto wrong =
      std::count_if(learned.begin(), learned.end(), [](const Example& e) { return !e.right; });
  std::printf("%zu sentences, %zu examples, %td of them wrong\n", sentences.size(), learned.size(),
              wrong);
  const std::vector<Judged> rows = ReadJudged(judged_files, reader);
  const std::vector<Example> judged =
      JudgedExamples(reader, rows, counts, settings.judged_weight, then);
  const Model calibrated = InFolds(learned, judged, rows, settings, list);
  std::vector<const Example*> all = Pointers(learned);
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
