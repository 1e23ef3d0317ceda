#include <cstdlib>
#include <optional>

#include "synthesise/pool.h"
#include "synthesise/process.h"
#include "synthesise/wire.h"

namespace boyin::synthesise {
namespace {

/// The engine for the voice spoken last: a programme seldom changes it.
struct Booth {
  voice::Voice voice;
  std::unique_ptr<Engine> engine;
};

Result<Engine*> Enter(Booth& booth, const voice::Voice& voice, const Equipment& equipment) {
  if (booth.engine && booth.voice == voice) return booth.engine.get();
  Result<std::unique_ptr<Engine>> engine = OpenEngine(voice, equipment);
  if (!engine) return tl::unexpected(engine.error());
  booth = {voice, std::move(*engine)};
  return booth.engine.get();
}

std::string Answer(Booth& booth, const wire::Request& request, const Equipment& equipment) {
  const Result<Engine*> engine = Enter(booth, request.voice, equipment);
  if (!request.plan) {
    return wire::EncodeInfo(engine.map([](Engine* e) { return e->Describe(); }));
  }
  return wire::EncodeClip(engine.and_then([&](Engine* e) { return e->Speak(*request.plan); }));
}

}  // namespace

int RunWorker(int socket, const Equipment& equipment) {
  Booth booth;
  while (std::optional<std::string> body = ReceiveMessage(socket, TimePoint::max())) {
    const std::optional<wire::Request> request = wire::DecodeRequest(*body);
    if (!request) return EXIT_FAILURE;
    if (!SendMessage(socket, Answer(booth, *request, equipment), TimePoint::max()))
      return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace boyin::synthesise
