// The parameters of a speech request, checked. Private to server.
#pragma once

#include <string>

#include "server/speech/speech_stream.h"

namespace boyin::server {

class Service;

struct SpeechParameters {
  std::string text;
  std::string voice;
  double speed = 1;    ///< what no voice can do becomes the nearest that it can
  std::string format;  ///< of a stream
  std::string caller;
};

/// The error's `where` names the field of the API that is wrong.
[[nodiscard]] Result<SpeechRequest> MakeSpeechRequest(const Service& service,
                                                      const SpeechParameters& parameters);

/// Why a voice cannot speak on this machine, with the command that mends it.
[[nodiscard]] Error NotInstalled(const voice::Voice& voice);

/// 400, in the shape that OpenAI's clients read.
[[nodiscard]] Reply SpeechRefusal(const Error& error);

}  // namespace boyin::server
