// What the fuzzers of intake share: any bytes give a document that tiles, or an error with a place.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "intake/intake.h"

namespace boyin::intake {

inline void Stop(const char* law) {
  std::fprintf(stderr, "%s\n", law);
  std::abort();
}

/// Aborts where a law of intake is broken.
inline void CheckLaws(const Document& document) {
  if (utf8::FirstInvalid(document.text)) Stop("the text is not UTF-8");
  if (document.blocks.empty()) Stop("a document without a block");
  std::size_t at = 0;
  std::size_t block = 0;
  std::size_t dropped = 0;
  while (block < document.blocks.size() || dropped < document.dropped.size()) {
    const bool take_block =
        block < document.blocks.size() && document.blocks[block].source.begin == at;
    if (!take_block && dropped >= document.dropped.size()) Stop("a hole before a block");
    const Range range =
        take_block ? document.blocks[block].source : document.dropped[dropped].source;
    if (take_block && document.blocks[block].text != range.In(document.text)) Stop("not its text");
    if (range.begin != at || range.end <= range.begin) Stop("ranges do not tile");
    at = range.end;
    take_block ? ++block : ++dropped;
  }
  if (at != document.text.size()) Stop("the end is not covered");
}

inline void CheckRead(std::string_view bytes, std::string_view name) {
  const Result<Collection> all = ReadAll(bytes, name, {});
  if (!all) {
    if (all.error().where.empty() || all.error().what.zh.empty()) Stop("an error without a place");
    return;
  }
  for (const Document& document : all->documents) CheckLaws(document);
}

}  // namespace boyin::intake
