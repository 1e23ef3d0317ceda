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

Result<Engine*> Enter(Booth& booth, const voice::Voice& voice,
                      const std::filesystem::path& models) {
  if (booth.engine && booth.voice == voice) return booth.engine.get();
  Result<std::unique_ptr<Engine>> engine = OpenEngine(voice, models);
  if (!engine) return tl::unexpected(engine.error());
  booth = {voice, std::move(*engine)};
  return booth.engine.get();
}

std::string Answer(Booth& booth, const wire::Request& request,
                   const std::filesystem::path& models) {
  const Result<Engine*> engine = Enter(booth, request.voice, models);
  if (!request.plan) {
    return wire::EncodeInfo(engine.map([](Engine* e) { return e->Describe(); }));
  }
  return wire::EncodeClip(engine.and_then([&](Engine* e) { return e->Speak(*request.plan); }));
}

}  // namespace

int RunWorker(int socket, const std::filesystem::path& models) {
  Booth booth;
  while (std::optional<std::string> body = ReceiveMessage(socket, TimePoint::max())) {
    const std::optional<wire::Request> request = wire::DecodeRequest(*body);
    if (!request) return EXIT_FAILURE;
    if (!SendMessage(socket, Answer(booth, *request, models), TimePoint::max()))
      return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace boyin::synthesise
