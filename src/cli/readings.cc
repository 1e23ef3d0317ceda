#include "cli/readings.h"

#include "cli/terminal.h"

namespace boyin::cli {

void AddReadings(Command command, std::vector<std::string>& words) {
  command
      .AddOption("--readings", words,
                 Tr("other than the house reads: yi (1 in telephone numbers is 一), liang-bai "
                    "(200 is 两百), du (no 摄氏), per-last (公里每小时), emoji (named)"))
      .Separated(',')
      .OneEachTime()
      .OneOf({"yi", "liang-bai", "du", "per-last", "emoji"})
      .Called("WORDS");
}

normalise::Options ReadingsOf(const std::vector<std::string>& words) {
  normalise::Options options;
  for (const std::string& word : words) {
    if (word == "yi") options.yao = false;
    if (word == "liang-bai") options.liang_bai = true;
    if (word == "du") options.drop_celsius = true;
    if (word == "per-last") options.per_last = true;
    if (word == "emoji") options.emoji_named = true;
  }
  return options;
}

}  // namespace boyin::cli
