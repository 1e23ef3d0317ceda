// Whatever a reader says is taken or not; what is taken could be intake's.
#pragma once

#include <string_view>

#include "fuzz/budget.h"
#include "fuzz/intake.h"
#include "reader/message.h"

namespace boyin::fuzz {

inline void CheckReaderWire(std::string_view body) {
  const Budget budget(body.size());
  if (const auto document = reader::DecodeDocument(body, "a"); document && *document) {
    intake::CheckLaws(**document);
  }
  if (const auto all = reader::DecodeCollection(body, "a"); all && *all) {
    for (const intake::Document& document : (*all)->documents) intake::CheckLaws(document);
  }
  if (const auto feed = reader::DecodeFeed(body, "a"); feed && *feed) {
    for (const intake::FeedItem& item : (*feed)->items) intake::CheckLaws(item.document);
  }
  if (const auto members = reader::DecodeMembers(body); members && *members) {
    for (const std::string& member : **members) {
      if (member.starts_with('/') || member.starts_with("../")) Stop("a member that climbs");
    }
  }
  static_cast<void>(reader::DecodeRequest(body));
}

}  // namespace boyin::fuzz
