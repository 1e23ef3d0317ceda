// Characters a second of the Pronouncer on one core, and what it costs to open it.
//
//   bench_pronounce FILE        a text in simplified characters, one paragraph a line
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/utf8.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"

namespace {

double Now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

int main(int argc, char** argv) {
  const double start = Now();
  const auto pronouncer = boyin::pronounce::Pronouncer::Create({});
  const double opened = Now();
  const auto text = boyin::ReadFile(argc > 1 ? argv[1] : "seeds/yancheng-2017-02.txt");
  const auto normaliser = boyin::normalise::Normaliser::Create({});
  if (!pronouncer || !text || !normaliser) return 1;
  std::vector<boyin::normalise::Spoken> lines;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    lines.push_back(normaliser->Normalise(std::string_view(*text).substr(at, end - at)));
    characters += boyin::utf8::Length(lines.back().text);
    at = end + 1;
  }
  constexpr int kRounds = 200;
  std::size_t tokens = 0;
  const double before = Now();
  for (int round = 0; round < kRounds; ++round) {
    for (const auto& line : lines) tokens += pronouncer->Pronounce(line).tokens.size();
  }
  const double seconds = Now() - before;
  std::printf("open %.1f ms\n%zu characters, %zu tokens\n%.0f characters a second\n",
              (opened - start) * 1000, characters, tokens / kRounds,
              static_cast<double>(characters) * kRounds / seconds);
  return 0;
}
