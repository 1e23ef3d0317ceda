// Reads every file that is named on its standard input, one to a line, and says what became of it:
// name, "read" or "refused", and the first line or the message.
#include <cstdio>
#include <iostream>

#include "base/file.h"
#include "fuzz/intake.h"

int main() {
  using namespace boyin;
  for (std::string path; std::getline(std::cin, path);) {
    const Result<std::string> bytes = ReadFile(path);
    if (!bytes) return 1;
    const std::string name = path.substr(path.rfind('/') + 1);
    const Result<intake::Collection> all = intake::ReadAll(*bytes, name, {});
    if (all) {
      for (const intake::Document& document : all->documents) intake::CheckLaws(document);
      std::string heard;
      for (const intake::Block& block : all->documents.front().blocks) heard += block.text;
      std::printf("%s\tread\t%s\n", name.c_str(), heard.substr(0, 300).c_str());
    } else {
      const Error& error = all.error();
      std::printf("%s\trefused\t%s: %s | %s\n", name.c_str(), error.where.c_str(),
                  error.what.en.c_str(), error.mend.en.c_str());
    }
    std::fflush(stdout);
  }
  return 0;
}
