// The golden file, and the benchmark where it is at hand.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "base/utf8.h"
#include "normalise/cases.h"
#include "normalise/one.h"
#include "paths.h"

namespace boyin::normalise {
namespace {

// What the benchmark compares: no punctuation, no spaces, lower case, 至 as 到, 两 as 二 before
// units.
std::string Key(const std::string& text) {
  std::u32string letters;
  for (const char32_t c : utf8::ToUtf32(text)) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool spoken = utf8::IsHan(c) || upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!spoken) continue;
    letters.push_back(upper ? c + 32 : c == U'至' ? U'到' : c == U'〇' ? U'零' : c);
  }
  std::string out;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const std::u32string_view units = U"百千万亿";
    const bool head = i + 1 < letters.size() && units.find(letters[i + 1]) != units.npos;
    utf8::Append(out, letters[i] == U'两' && head ? U'二' : letters[i]);
  }
  return out;
}

TEST_CASE("golden readings") {
  const auto cases = ReadCases(test::SourcePath("tests/golden/normalise.tsv"));
  CHECK(cases.size() > 250);
  for (const Case& one : cases) {
    CAPTURE(one.kind);
    CAPTURE(one.written);
    CHECK(Read(one.written) == one.spoken.front());
  }
}

/// Its figures and percent signs in full width.
std::string WithWideFigures(const std::string& text) {
  std::string out;
  for (const char32_t c : utf8::ToUtf32(text)) {
    utf8::Append(out, (c >= '0' && c <= '9') || c == '%' ? c + 0xFEE0 : c);
  }
  return out;
}

TEST_CASE("golden readings hold for figures in full width, and behind words") {
  const auto cases = ReadCases(test::SourcePath("tests/golden/normalise.tsv"));
  for (const Case& one : cases) {
    CAPTURE(one.written);
    // Marks of a page and of Markdown are ASCII, or stand at the head of a line.
    const bool markup = one.written.find_first_of("[&\\") != std::string::npos;
    if (!markup) CHECK(Key(Read(WithWideFigures(one.written))) == Key(one.spoken.front()));
    const bool head =
        one.written.front() == '>' || one.kind == "list" || one.written.starts_with("1998，");
    if (!head) CHECK(Key(Read("据了解，" + one.written)) == "据了解" + Key(one.spoken.front()));
  }
}

TEST_CASE("benchmark: right, or rejected with a house rule") {
  const std::string folder = test::BenchPath("normalise/");
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: no benchmark data");
    return;
  }
  std::set<std::string> rejected;
  for (const Case& one : ReadCases(test::SourcePath("bench/rejected.tsv"))) {
    rejected.insert(one.kind + "\t" + one.written);
  }
  for (const std::string name :
       {"hard_news", "user_reports", "nemo_zh", "wetextprocessing", "paddlespeech"}) {
    for (const Case& one : ReadCases(folder + name + ".tsv")) {
      const std::string said = Key(Read(one.written));
      const bool right = std::any_of(one.spoken.begin(), one.spoken.end(),
                                     [&](const std::string& want) { return Key(want) == said; });
      CAPTURE(name);
      CAPTURE(one.written);
      CAPTURE(said);
      CHECK(right != rejected.contains(name + ".tsv\t" + one.written));
    }
  }
}

}  // namespace
}  // namespace boyin::normalise
