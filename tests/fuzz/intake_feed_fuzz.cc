// libFuzzer: any bytes as a feed, as one document and item by item.
#include "fuzz/intake.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boyin::intake;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CheckRead(bytes, "a.rss");
  if (const auto feed = ReadFeed(bytes, "a.rss", {})) {
    for (const FeedItem& item : feed->items) CheckLaws(item.document);
  }
  return 0;
}
