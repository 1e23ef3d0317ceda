// ID3v2: the tags of MP3 and MP2, and of a chunk in WAV. For the .cc files of this room only.
#pragma once

#include <id3v2tag.h>

#include "encode/encode.h"

namespace boyin::encode {

/// Fills `tag` with prepared tags. It is to be saved as version 2.3, which every player reads.
void FillId3(TagLib::ID3v2::Tag& tag, const Tags& tags, const Certificate& certificate);

}  // namespace boyin::encode
