// The contents of the chunks of a WAV file beside its sound. For the .cc files of this room only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sndfile.h>

#include "encode/encode.h"

namespace boyin::encode {

/// libsndfile's type for a cart chunk has no name of its own.
struct CartChunk {
  SF_CART_INFO_VAR(4096) info;
};

/// Letters and marks in ASCII; Chinese as pinyin without tones; '?' for what has no such form.
[[nodiscard]] std::string AsciiText(std::string_view text);

/// bext, version 2, still without loudness.
[[nodiscard]] SF_BROADCAST_INFO BextChunk(const Tags& tags);
void PutLoudness(SF_BROADCAST_INFO& bext, const produce::Loudness& loudness);

/// `samples` of one channel.
[[nodiscard]] CartChunk MakeCart(const Tags& tags, std::int64_t samples);

/// The text of the iXML chunk: the tags and the bext texts in UTF-8.
[[nodiscard]] std::string IxmlChunk(const Tags& tags, int channels = 1);

}  // namespace boyin::encode
