// libFuzzer: the parts of a DOCX, an ODT or an EPUB. The first byte says which; the rest is split
// at bytes of 0xFF into the parts, which are packed so that they always arrive at the parsers.
#include <vector>

#include "fuzz/intake.h"
#include "intake/archive_maker.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boyin::intake;
  if (size == 0) return 0;
  constexpr const char* kPaths[3][4] = {
      {"word/document.xml", "word/styles.xml", "docProps/core.xml", "word/footnotes.xml"},
      {"content.xml", "meta.xml", "mimetype", "x"},
      {"META-INF/container.xml", "content.opf", "c1.xhtml", "nav.xhtml"}};
  std::vector<std::pair<std::string, std::string>> members;
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const char* path : kPaths[data[0] % 3]) {
    const std::size_t end = std::min(rest.find('\xFF'), rest.size());
    members.emplace_back(path, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  CheckRead(Stored(members), "a.zip");
  return 0;
}
