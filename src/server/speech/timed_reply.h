// A text's sound and the times of its words as one JSON object, for programs that cannot follow a
// stream:
// {"format","audio"
// (base64),"duration","words":[{"word","start","end"}],"segments":[{"text","start","end"}]}, the
// words and segments as OpenAI's transcriptions have them. It is written piece by piece: the sound
// is never in memory as a whole. Private to server.
#pragma once

#include <string>
#include <string_view>

#include "encode/stream.h"
#include "episode/episode.h"

namespace boyin::server {

[[nodiscard]] std::string Base64(std::string_view bytes);

class TimedReply {
 public:
  /// What stands before the sound.
  [[nodiscard]] static std::string Begin(encode::StreamFormat format);
  /// Sound in base64: what makes no whole group of three bytes is kept for the next piece.
  [[nodiscard]] std::string Sound(std::string_view bytes);
  /// A sentence on the timeline; its words' ranges are bytes of `text`.
  void Add(const episode::Cue& cue, std::string_view text, double rate_hz);
  /// The rest of it.
  [[nodiscard]] std::string End(double seconds);

 private:
  std::string rest_;  // of the sound, up to two bytes
  std::string words_;
  std::string segments_;
};

}  // namespace boyin::server
