// Whatever a caller sends is a request or a refusal with a status.
#pragma once

#include <string>
#include <string_view>

#include "fuzz/budget.h"
#include "server/http/files.h"
#include "server/http/keys.h"
#include "server/http/multipart.h"
#include "server/http/request_head.h"

namespace boyin::fuzz {

/// Lines as the parser hands them on: method and target, then a name and a value each.
inline void CheckHead(std::string_view bytes) {
  const Budget budget(bytes.size());
  const auto line = [&] {
    const std::string_view whole = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), whole.size() + 1));
    return std::string(whole);
  };
  server::RawHead head;
  head.method = line();
  head.target = line();
  while (!bytes.empty()) {
    const std::string field = line();
    const std::size_t colon = std::min(field.size(), field.find(':'));
    head.fields.emplace_back(field.substr(0, colon),
                             field.substr(std::min(field.size(), colon + 1)));
  }
  const Result<server::Request> request = server::MakeRequest(std::move(head));
  if (!request) {
    const int status = server::RefusalOf(request.error()).status;
    if (status < 400 || status > 599) Stop("a refusal with no status");
    return;
  }
  server::Reply reply;
  reply.status = 200;
  const std::string text = server::HeadOf(reply, {request->id, true, false});
  if (text.find("\r\n\r\n") != text.size() - 4) Stop("a head with an empty line in it");
}

/// A Range field, and a size behind its last comma.
inline void CheckRange(std::string_view bytes) {
  const Budget budget(bytes.size());
  for (const std::uint64_t size :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}, UINT64_MAX}) {
    const auto range = server::ParseRange(bytes, size);
    if (range && (range->begin > range->end || range->end > size)) Stop("a range outside");
  }
  static_cast<void>(server::ParseKeys(bytes, "keys"));
}

/// A form with boundary "b".
inline void CheckMultipart(std::string_view bytes) {
  const Budget budget(bytes.size());
  const auto parts = server::ParseMultipart("multipart/form-data; boundary=b", bytes, 10);
  if (!parts) return;
  if (parts->size() > 10) Stop("more parts than are taken");
  for (const server::FormPart& part : *parts) {
    if (part.name.empty()) Stop("a part without a name");
    if (part.bytes.size() > bytes.size()) Stop("a part longer than all of them");
  }
}

}  // namespace boyin::fuzz
