// How well the boundaries agree with what was marked by eye.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/table.h"
#include "base/utf8.h"
#include "paths.h"
#include "prosody/model.h"
#include "prosody/prosody.h"

namespace boyin::prosody {
namespace {

pronounce::Utterance Read(const std::string& text) {
  static const auto normaliser = normalise::Normaliser::Create({});
  static const auto pronouncer = pronounce::Pronouncer::Create({});
  REQUIRE(normaliser.has_value());
  REQUIRE(pronouncer.has_value());
  return pronouncer->Pronounce(normaliser->Normalise(text));
}

std::string Golden(const std::string& name) {
  const Result<std::string> text = ReadFile(test::SourcePath(std::string("tests/golden/") + name));
  REQUIRE(text);
  return *text;
}

/// Boundaries of a level and above, inside clauses.
struct Score {
  std::array<double, 4> right{};
  std::array<double, 4> ours{};
  std::array<double, 4> wanted{};

  void Add(int want, int have) {
    for (int level = 1; level <= 3; ++level) {
      const auto at = static_cast<std::size_t>(level);
      right[at] += want >= level && have >= level ? 1 : 0;
      ours[at] += have >= level ? 1 : 0;
      wanted[at] += want >= level ? 1 : 0;
    }
  }
  [[nodiscard]] double F1(std::size_t level) const {
    return 2 * right[level] / (ours[level] + wanted[level]);
  }
};

/// `after`: the level behind each byte of `text`.
void Compare(const std::string& text, const std::vector<int>& after, Score& score) {
  const pronounce::Utterance u = Read(text);
  if (u.text != text) return;
  const std::vector<Break> breaks = Breaks(u);
  for (std::size_t i = 0; i + 1 < u.tokens.size(); ++i) {
    if (u.tokens[i].kind != pronounce::TokenKind::kSyllable) continue;
    if (u.tokens[i + 1].kind != pronounce::TokenKind::kSyllable) continue;
    score.Add(after[u.tokens[i].spoken.end - 1], static_cast<int>(breaks[i]));
  }
}

std::uint64_t Hash(std::string_view text) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const char byte : text) {
    value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  }
  return value;
}

/// The sentences of the benchmark data that `golden` marks, compared; how many were found.
std::size_t CompareMarked(const std::string& golden, const std::set<std::string>& sentences,
                          Score& score) {
  const auto rows = table::Parse(golden, "marks", 2);
  REQUIRE(rows);
  std::map<std::uint64_t, std::string_view> marks;
  for (const table::Row& row : *rows) {
    marks[std::stoull(std::string(row.cells[0]), nullptr, 16)] = row.cells[1];
  }
  std::size_t found = 0;
  for (const std::string& text : sentences) {
    const auto mark = marks.find(Hash(text));
    if (mark == marks.end()) continue;
    ++found;
    std::vector<int> after(text.size());
    for (std::size_t at = 0, c = 0; at < text.size(); ++c) {
      at += utf8::Decode(text, at).length;
      after[at - 1] = mark->second[c] - '0';
    }
    Compare(text, after, score);
  }
  return found;
}

TEST_CASE("benchmark: sentences marked by eye") {
  std::set<std::string> sentences;
  for (const char* name : {"g2pl_dev.tsv", "cpp_dev.tsv"}) {
    const Result<std::string> text = ReadFile(test::BenchPath(std::string("pronounce/") + name));
    if (!text) {
      MESSAGE("skipped: no benchmark data");
      return;
    }
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      sentences.insert(line.substr(0, line.find('\t')));
    }
  }
  Score score;
  CHECK(CompareMarked(Golden("breaks-second.tsv"), sentences, score) == 200);
  MESSAGE("word F1 " << score.F1(1) << ", phrase " << score.F1(2) << ", breath " << score.F1(3));
  CHECK(score.F1(1) > 0.92);
  CHECK(score.F1(2) > 0.66);
  CHECK(score.F1(3) > 0.45);
  // Marked by another rule: twice as many phrases, prepositions with what follows them.
  Score finer;
  CHECK(CompareMarked(Golden("breaks.tsv"), sentences, finer) == 300);
  MESSAGE("finer: word F1 " << finer.F1(1) << ", phrase " << finer.F1(2));
  CHECK(finer.F1(1) > 0.80);
  CHECK(finer.F1(2) > 0.55);
}

TEST_CASE("sentences of our own") {
  const std::string golden = Golden("breaks-own.tsv");
  std::istringstream lines(golden);
  Score score;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::string text;
    std::vector<int> after;
    for (const char c : line) {
      const std::size_t level = std::string_view("/|^").find(c);
      if (level != std::string_view::npos) {
        after.back() = static_cast<int>(level) + 1;
      } else {
        text += c;
        after.push_back(0);
      }
    }
    Compare(text, after, score);
  }
  MESSAGE("word F1 " << score.F1(1) << ", phrase " << score.F1(2));
  CHECK(score.wanted[1] > 100);
  CHECK(score.F1(1) > 0.84);
  CHECK(score.F1(2) > 0.65);
}

TEST_CASE("the built-in model opens, and a damaged one is refused") {
  const Result<std::string> bytes = ReadFile(test::SourcePath("src/prosody/data/breaks.bin"));
  REQUIRE(bytes);
  CHECK(bytes->size() < (1U << 20U));
  CHECK(Model::Open(*bytes).has_value());
  CHECK_FALSE(Model::Open(bytes->substr(0, bytes->size() - 1)).has_value());
  CHECK_FALSE(Model::Open("boyin breaks 1\n").has_value());
  CHECK_FALSE(Model::Open("").has_value());
}

TEST_CASE("classes.tsv is well-formed: known classes, each word once") {
  const Result<std::string> text = ReadFile(test::SourcePath("src/prosody/data/classes.tsv"));
  REQUIRE(text);
  const auto rows = table::Parse(*text, "classes.tsv", 2);
  REQUIRE(rows);
  std::set<std::string> seen;
  for (const table::Row& row : *rows) {
    CAPTURE(row.cells[1]);
    CHECK(ClassOf(row.cells[1]) != Class::kNone);
    CHECK(seen.insert(std::string(row.cells[1])).second);
  }
}

/// A chain's best labels, by trying all.
TEST_CASE("dynamic programming finds what trying everything finds") {
  std::uint64_t random = 7;
  const auto next = [&] {
    random = random * 6364136223846793005U + 1442695040888963407U;
    return static_cast<float>(random >> 40U) / 1e7F - 0.8F;
  };
  for (int round = 0; round < 50; ++round) {
    Chain chain;
    chain.Resize(6, 4, 3);
    for (std::uint8_t& advance : chain.advance) advance = static_cast<std::uint8_t>(1 + round % 3);
    for (float& score : chain.scores) score = next();
    for (float& score : chain.last) score = next();
    const auto worth = [&](const std::vector<std::uint8_t>& labels) {
      float sum = 0;
      std::size_t state = chain.Start();
      for (std::size_t step = 0; step < 6; ++step) {
        sum += chain.At(step, state, labels[step]);
        state = chain.Next(step, state, labels[step]);
      }
      return sum + chain.last[state - 1];
    };
    float most = -1e9F;
    for (int code = 0; code < 729; ++code) {
      std::vector<std::uint8_t> labels;
      for (int rest = code, i = 0; i < 6; ++i, rest /= 3) {
        labels.push_back(static_cast<std::uint8_t>(rest % 3));
      }
      most = std::max(most, worth(labels));
    }
    std::vector<std::uint8_t> best;
    chain.Best(best);
    CHECK(worth(best) == doctest::Approx(most).epsilon(1e-4));
  }
}

}  // namespace
}  // namespace boyin::prosody
