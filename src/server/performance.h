// A text spoken to one listener while it is being made. Private to server.
//
// The work is done slice by slice (slices.h) in the kitchen, and only while the listener takes what
// has been made: a slow one costs memory for a quarter of a megabyte and an encoder, never a
// thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "encode/stream.h"
#include "pipeline/pipeline.h"
#include "server/http.h"
#include "server/kitchen.h"
#include "server/slices.h"
#include "server/stream_stock.h"

namespace boyin::server {

/// Tables and engines.
struct House {
  pipeline::Studio first;  ///< for what somebody waits to hear
  pipeline::Studio rest;   ///< with the same tables
};

/// What a performance needs of the service.
struct Stage {
  Kitchen& kitchen;
  StreamStock& streams;
  std::shared_ptr<const House> house;
};

struct Order {
  intake::Document document;
  voice::Voice voice;
  double rate = 1;
  encode::StreamFormat format = encode::StreamFormat::kMp3;
  bool events = false;  ///< server-sent events instead of plain bytes
  bool cues = false;    ///< among them one for each sentence, with its words
  bool gather = false;  ///< the whole WAV at once, with its true length
  std::size_t characters = 0;
  std::string caller;
  std::function<void()> finished;  ///< called once, whatever became of it
};

/// Answers with the first sound, or with an error where there is none.
void Perform(const Stage& stage, Order order, Answer answer);

}  // namespace boyin::server
