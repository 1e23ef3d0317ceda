// Health, readiness and metrics for operators; the OpenAPI description for programs.
#include "server/data.h"
#include "server/service.h"

namespace boyin::server {

std::vector<Route> SystemRoutes(Service& service) {
  return {
      {"GET", "/healthz", Body::kNone, true,
       [](const Request&, const Answer& answer) { answer(JsonReply(R"({"status":"ok"})")); }},
      {"GET", "/readyz", Body::kNone, true,
       [&service](const Request&, const Answer& answer) {
         answer(service.ready() ? JsonReply(R"({"status":"ready"})")
                                : ErrorReply(503, "starting", "the engines are starting"));
       }},
      {"GET", "/metrics", Body::kNone, false,
       [&service](const Request&, const Answer& answer) {
         Reply reply;
         reply.type = "text/plain; version=0.0.4; charset=utf-8";
         reply.body = service.metrics().Text(service.Now());
         answer(std::move(reply));
       }},
      {"GET", "/openapi.json", Body::kNone, true,
       [](const Request&, const Answer& answer) {
         answer(JsonReply(std::string(data::openapi_json())));
       }},
  };
}

}  // namespace boyin::server
