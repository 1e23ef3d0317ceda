#include "reader/serve.h"

#include <charconv>
#include <cstdlib>
#include <exception>
#include <optional>

#include "base/message.h"
#include "intake/prepare.h"
#include "reader/reader.h"

namespace boyin::reader {
namespace {

constexpr int kSocket = 3;

std::optional<std::string> ReceiveBody(int socket) {
  const std::optional<std::string> first = ReceiveMessage(socket, TimePoint::max());
  const std::optional<std::size_t> length = first ? DecodeLength(*first) : std::nullopt;
  if (!length) return std::nullopt;
  return ReceiveParts(*length, [&] { return ReceiveMessage(socket, TimePoint::max()); });
}

/// An exception (the memory is limited) is an answer too.
std::string Answered(const Answer& answer, const Request& request) {
  try {
    return answer(request);
  } catch (const std::exception&) {
    return Encode(Result<intake::Document>(Fail(
        Code::kInput, request.file, Translated("takes too much memory"), Translated("split it"))));
  }
}

}  // namespace

std::string ReadDocument(const Request& request) {
  const auto& [wanted, file, options, bytes] = request;
  switch (wanted) {
    case Wanted::kDocument:
      return Encode(intake::Read(bytes, file, options));
    case Wanted::kText:
      return Encode(intake::ReadText(bytes, file, options));
    case Wanted::kCollection:
      return Encode(intake::ReadAll(bytes, file, options));
    case Wanted::kMembers:
      return Encode(intake::MembersOf(bytes, file));
    case Wanted::kFeed:
      break;
  }
  return Encode(intake::ReadFeed(bytes, file, options));
}

int Serve(int socket, const Limits& limits, const Answer& answer) {
  intake::Prepare();
  const Result<void> shut_in = ShutIn(limits, socket);
  const std::string hello = Encode(shut_in.map([] { return std::vector<std::string>(); }));
  if (!SendBody(socket, hello, TimePoint::max()) || !shut_in) return EXIT_FAILURE;
  while (const std::optional<std::string> body = ReceiveBody(socket)) {
    const std::optional<Request> request = DecodeRequest(*body);
    if (!request || !SendBody(socket, Answered(answer, *request), TimePoint::max())) {
      return EXIT_FAILURE;
    }
  }
  return EXIT_SUCCESS;
}

std::vector<std::string> WordsOf(const Limits& limits) {
  return {std::to_string(limits.memory_mb), std::to_string(limits.cpu_s)};
}

Limits LimitsFrom(const std::vector<std::string>& words) {
  const auto number = [&](std::size_t at) {
    std::size_t value = 0;
    if (at < words.size()) {
      std::from_chars(words[at].data(), words[at].data() + words[at].size(), value);
    }
    return value;
  };
  return {number(0), number(1)};
}

int Run(const std::vector<std::string>& limits) {
  return Serve(kSocket, LimitsFrom(limits), ReadDocument);
}

}  // namespace boyin::reader
