// Characters a second of the normaliser on one core: simplified news, traditional news, text dense
// with numbers; and whether a line of 100 MB takes its fair share of time.
//
//   bench_normalise [ARTICLE]
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include <fmt/format.h>

#include "base/file.h"
#include "base/utf8.h"
#include "normalise/normalise.h"

using boyin::normalise::Normaliser;

namespace {

double Seconds(const Normaliser& normaliser, const std::string& text, int rounds) {
  const std::clock_t start = std::clock();  // this process alone: others may share the core
  for (int i = 0; i < rounds; ++i) {
    if (normaliser.Normalise(text).text.empty()) std::puts("nothing read");
  }
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / rounds;
}

void Report(const Normaliser& normaliser, const char* name, const std::string& text, int rounds) {
  Seconds(normaliser, text, 1);
  const double seconds = Seconds(normaliser, text, rounds);
  const auto characters = static_cast<double>(boyin::utf8::Length(text));
  fmt::print("{:<24}{:>12.0f} characters  {:>8.2f} million/s\n", name, characters,
             characters / seconds / 1e6);
}

std::string Repeat(const std::string& text, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += text;
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const auto start = std::chrono::steady_clock::now();
  const auto normaliser = Normaliser::Create({});
  if (!normaliser) return 1;
  const double created =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  fmt::print("Create                  {:.2f} ms\n", created);
  const auto article = boyin::ReadFile(argc > 1 ? argv[1] : "seeds/yancheng-2017-02.txt");
  if (!article) return 3;
  const std::string simplified = normaliser->Normalise(*article).text;
  const std::string news =
      "6月23日，市委、市政府召开全市总结表彰大会，15位企业家出席，要求全市各级机关干部以先进典型为"
      "榜样，"
      "树立新标杆，回应新期盼，锤炼好作风。上半年地区生产总值同比增长3.2%"
      "，规模以上工业增加值增长较快，"
      "城镇新增就业12万人，居民收入稳步提高，各项民生事业取得新的进展。";
  const std::string dense =
      "截至2023年12月31日24时，上证综指收报3,250.46点，跌0.85%，成交额4,123.5亿元；气温-5~3℃，"
      "电话010-12345678，C919、GB/T 15109-2021，3:2获胜。";
  Report(*normaliser, "simplified, no numbers", Repeat(simplified, 1 << 20), 20);
  Report(*normaliser, "simplified news", Repeat(news, 1 << 20), 20);
  Report(*normaliser, "traditional article", Repeat(*article, 1 << 20), 5);
  Report(*normaliser, "dense with numbers", Repeat(dense, 1 << 20), 5);
  Report(*normaliser, "one line of 100 MB", Repeat(news, 100'000'000), 1);
}
