#include <cstdlib>
#include <optional>

#include "base/subprocess.h"
#include "synthesise/pool.h"
#include "synthesise/wire.h"

namespace boyin::synthesise {
namespace {

/// The engine for the voice spoken last: a programme seldom changes it.
struct EngineContext {
  voice::Voice voice;
  std::unique_ptr<Engine> engine;
};

Result<Engine*> EngineFor(EngineContext& context, const voice::Voice& voice,
                          const EngineConfig& config) {
  if (context.engine && context.voice == voice) return context.engine.get();
  Result<std::unique_ptr<Engine>> engine = OpenEngine(voice, config);
  if (!engine) return tl::unexpected(engine.error());
  context = {voice, std::move(*engine)};
  return context.engine.get();
}

std::string Answer(EngineContext& context, const wire::Request& request,
                   const EngineConfig& config) {
  const Result<Engine*> engine =
      request.version == wire::kVersion
          ? EngineFor(context, request.voice, config)
          : Result<Engine*>(tl::unexpected(wire::VersionError(request.version)));
  if (!request.plan) {
    return wire::EncodeInfo(engine.map([](Engine* e) { return e->Describe(); }));
  }
  return wire::EncodeClip(engine.and_then([&](Engine* e) { return e->Speak(*request.plan); }));
}

}  // namespace

int RunWorker(int socket, const EngineConfig& config) {
  EndWithParent(socket);
  EngineContext context;
  while (std::optional<std::string> body = ReceiveMessage(socket, TimePoint::max())) {
    const std::optional<wire::Request> request = wire::DecodeRequest(*body);
    if (!request) return EXIT_FAILURE;
    if (!SendMessage(socket, Answer(context, *request, config), TimePoint::max()))
      return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace boyin::synthesise
