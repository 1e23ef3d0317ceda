// A file in, its text out.
#include <fmt/format.h>

#include "base/utf8.h"
#include "server/pages/document_reader.h"
#include "server/service.h"

namespace boyin::server {
namespace {

constexpr std::size_t kMostNameBytes = 255;

}  // namespace

std::optional<std::string> UploadName(const Request& request) {
  const std::optional<std::string> name = PercentDecode(request.Header("x-filename"), false);
  if (!name || name->size() > kMostNameBytes || utf8::FirstInvalid(*name)) return std::nullopt;
  const std::string last = name->substr(name->find_last_of("/\\") + 1);
  return last.empty() ? "upload" : last;
}

std::vector<Route> DocumentRoutes(Service& service) {
  return {{"POST", "/v1/documents", Body::kFile, false,
           [&service](Request request, const Answer& answer) {
             const std::optional<std::string> name = UploadName(request);
             if (!name) {
               return answer(
                   ErrorReply(400, "invalid_value", "X-Filename is no name", "X-Filename"));
             }
             const auto bytes = std::make_shared<const std::string>(std::move(request.body));
             service.RunParser(request, answer, [&service, name = *name, bytes] {
               const Result<ReadText> read = ReadForCaller(service.options().reader, name, *bytes);
               if (!read && read.error().code == Code::kUsage) {
                 const Message& what = read.error().what;
                 return ErrorReply(400, "too_much_text", what.en, {}, what.zh);
               }
               if (!read) return ErrorReply(read.error());
               return JsonReply(fmt::format(R"({{"title":{},"text":{}}})", JsonString(read->title),
                                            JsonString(read->text)));
             });
           }}};
}

}  // namespace boyin::server
