// A text spoken to one listener while it is being made. Private to server.
//
// The work is done chunk by chunk (chunker.h) in the executor, and only while the listener takes
// what has been made: a slow one costs memory for a quarter of a megabyte and an encoder, never a
// thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "encode/stream.h"
#include "jobs/job_store.h"
#include "pipeline/pipeline.h"
#include "server/fair_executor.h"
#include "server/http/http.h"
#include "server/speech/chunker.h"
#include "server/speech/encoder_pool.h"

namespace boyin::server {

/// Tables and engines.
struct SpeechContext {
  pipeline::Renderer interactive;  ///< for sound that a listener waits for
  pipeline::Renderer background;   ///< with the same tables; jobs are made with it, too
  lexicon::Lexicon lexicon;        ///< what is in their tables beside our own
};

/// What a speech stream needs of the service.
struct SpeechResources {
  FairExecutor& executor;
  EncoderPool& encoders;
  std::shared_ptr<const SpeechContext> context;
};

struct SpeechRequest {
  intake::Document document;
  voice::Voice voice;
  std::optional<voice::Voice> fallback;  ///< see pipeline::Reading
  double rate = 1;
  std::optional<std::vector<pipeline::Take>> takes{};  ///< among the cues: the text they leave
  std::vector<jobs::JobInput> recordings{};            ///< that the takes name
  encode::StreamFormat format = encode::StreamFormat::kMp3;
  bool events = false;          ///< server-sent events instead of plain bytes
  bool cues = false;            ///< among them one for each sentence, with its words
  bool gather = false;          ///< the whole WAV at once, with its true length
  bool timed = false;           ///< the whole as JSON, with the times of its words (timed_reply.h)
  std::filesystem::path spool;  ///< where it is gathered, in a file without a name
  std::size_t characters = 0;
  std::string caller;
  std::function<void()> finished;  ///< called once, whatever became of it
};

/// Answers with the first sound, or with an error where there is none.
void StreamSpeech(const SpeechResources& resources, SpeechRequest speech, Answer answer);

}  // namespace boyin::server
