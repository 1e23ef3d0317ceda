// What the fuzzer checks, on the golden file and on random mixtures of its pieces, in ctest.
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/file.h"
#include "normalise/cases.h"
#include "normalise/laws.h"
#include "normalise/one.h"
#include "paths.h"

namespace boyin::normalise {
namespace {

std::vector<std::string> Characters(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t n = utf8::Decode(text, at).length;
    out.push_back(text.substr(at, n));
    at += n;
  }
  return out;
}

TEST_CASE("mixtures of the golden file break no law") {
  std::vector<std::vector<std::string>> texts;
  for (const Case& one : ReadCases(test::SourcePath("tests/golden/normalise.tsv"))) {
    texts.push_back(Characters(one.written));
  }
  REQUIRE(!texts.empty());
  std::mt19937 random(623);
  const auto pick = [&](std::size_t n) { return random() % n; };
  int broken = 0;
  for (int round = 0; round < 40'000 && broken < 5; ++round) {
    std::string text;
    for (std::size_t parts = 1 + pick(4); parts > 0; --parts) {
      const auto& from = texts[pick(texts.size())];
      if (from.empty()) continue;
      const std::size_t begin = pick(from.size());
      const std::size_t end = std::min(from.size(), begin + 1 + pick(12));
      for (std::size_t i = begin; i < end; ++i) text += from[i];
    }
    const std::string law = BrokenCover(House(), text);
    if (law.empty()) continue;
    ++broken;
    CAPTURE(text);
    CHECK(law == "");
  }
}

TEST_CASE("what the fuzzer kept breaks no law") {
  const std::filesystem::path folder = test::SourcePath("tests/fuzz/corpus/normalise");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const Result<std::string> text = ReadFile(entry.path());
    REQUIRE(text);
    CAPTURE(entry.path().string());
    CHECK(BrokenCover(House(), *text) == "");
    ++files;
  }
  CHECK(files >= 40);
}

TEST_CASE("readings of the golden file side by side are read the same twice") {
  std::vector<std::string> texts;
  for (const Case& one : ReadCases(test::SourcePath("tests/golden/normalise.tsv"))) {
    texts.push_back(one.written);
  }
  REQUIRE(!texts.empty());
  std::mt19937 random(911);
  int broken = 0;
  for (int round = 0; round < 10'000 && broken < 5; ++round) {
    const std::string text =
        texts[random() % texts.size()] + "，" + texts[random() % texts.size()] + "。";
    const std::string law = BrokenLaw(House(), text);
    if (law.empty()) continue;
    ++broken;
    CAPTURE(text);
    CHECK(law == "");
  }
}

}  // namespace
}  // namespace boyin::normalise
