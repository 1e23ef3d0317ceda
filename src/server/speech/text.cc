// What the rooms say of a text: how it is read, its pinyin, the reading proof.
#include <fmt/format.h>

#include "base/utf8.h"
#include "publish/page/proof.h"
#include "server/http/json_body.h"
#include "server/http/notice.h"
#include "server/http/request_guard.h"
#include "server/service.h"

namespace boyin::server {
namespace {

using normalise::Spoken;

/// Calls `say` for each line, as long as the client is there; what it returns are the elements of
/// "lines".
template <typename Say>
std::string Lines(std::string_view text, const std::atomic<bool>& gone, const Say& say) {
  std::string out;
  while (!text.empty() && !gone) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    out += (out.empty() ? "" : ",") + say(line);
  }
  return fmt::format(R"({{"lines":[{}]}})", out);
}

std::string SpanJson(std::string_view line, const Spoken& spoken, const normalise::Piece& piece) {
  const normalise::Detail& detail = spoken.details[piece.detail];
  std::string others;
  for (const std::string& other : detail.alternatives) {
    others += (others.empty() ? "" : ",") + JsonString(other);
  }
  return fmt::format(
      R"({{"begin":{},"end":{},"written":{},"spoken":{},"class":{},"rule":{},"reason":{},"confidence":{:.2f},"alternatives":[{}]}})",
      piece.written.begin, piece.written.end, JsonString(piece.written.In(line)),
      JsonString(piece.spoken.In(spoken.text)), JsonString(detail.semiotic_class),
      JsonString(detail.rule), JsonString(detail.reason), detail.confidence, others);
}

std::string NormaliseJson(const pipeline::Renderer& renderer, std::string_view line) {
  const Spoken spoken = renderer.normaliser().Normalise(line);
  std::string spans;
  for (const normalise::Piece& piece : spoken.pieces) {
    if (piece.kind == normalise::PieceKind::kSame) continue;
    spans += (spans.empty() ? "" : ",") + SpanJson(line, spoken, piece);
  }
  return fmt::format(R"({{"text":{},"spoken":{},"spans":[{}]}})", JsonString(line),
                     JsonString(spoken.text), spans);
}

/// What the syllables of a character may be, for who chooses: nothing where there is one reading.
std::string ChoicesJson(const std::vector<pronounce::Choice>& choices) {
  std::string list;
  for (const pronounce::Choice& choice : choices) {
    list += fmt::format(R"({}{{"pinyin":"{}","share":{:.2f}}})", list.empty() ? "" : ",",
                        choice.pinyin.text(), choice.per_cent / 100.0);
  }
  return list.empty() ? list : fmt::format(R"(,"choices":[{}])", list);
}

std::string PinyinJson(const pipeline::Renderer& renderer, std::string_view line) {
  const Spoken spoken = renderer.normaliser().Normalise(line);
  const pronounce::Utterance utterance = renderer.pronouncer().Pronounce(spoken);
  const std::vector<std::vector<pronounce::Choice>> choices =
      renderer.pronouncer().Choices(utterance);
  std::string all;
  std::string syllables;
  for (std::size_t i = 0; i < utterance.tokens.size(); ++i) {
    const pronounce::Token& token = utterance.tokens[i];
    std::string said;
    if (token.kind == pronounce::TokenKind::kForeign) said = utterance.foreign[token.index].text;
    if (token.kind == pronounce::TokenKind::kSyllable) {
      said = token.surface.text();
      const Range written = spoken.WrittenFor(token.spoken);
      syllables += fmt::format(
          R"({}{{"char":{},"begin":{},"end":{},"pinyin":"{}","surface":"{}","confidence":{}{}}})",
          syllables.empty() ? "" : ",", JsonString(token.spoken.In(utterance.text)), written.begin,
          written.end, token.pinyin.text(), said, token.confidence, ChoicesJson(choices[i]));
    }
    if (!said.empty()) all += (all.empty() ? "" : " ") + said;
  }
  return fmt::format(R"({{"text":{},"pinyin":{},"syllables":[{}]}})", JsonString(line),
                     JsonString(all), syllables);
}

/// The proof is a page with a script of its own: it is given an origin of its own, too.
Reply ProofReply(const pipeline::Renderer& renderer, const std::string& text,
                 const std::atomic<bool>& /*gone*/) {
  const Result<intake::Document> document = intake::ReadText(text, "text", {"UTF-8"});
  if (!document) return ErrorReply(document.error());
  Reply reply;
  reply.type = "text/html; charset=utf-8";
  reply.headers = {{"Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                    "img-src data:; frame-ancestors 'none'; sandbox allow-scripts allow-downloads "
                    "allow-modals"}};
  reply.body = publish::ProofHtml(*document, renderer.normaliser(), renderer.pronouncer());
  return reply;
}

/// The text of a JSON body or a form, or why there is none.
tl::expected<std::string, Reply> TextOf(const Service& service, const Request& request) {
  std::string text;
  if (request.Header("content-type").starts_with("application/json")) {
    JsonBody body(request.body);
    text = body.Text("text");
    if (body.refusal()) return tl::unexpected(*body.refusal());
  } else {
    std::optional<Fields> form = ParseForm(request.body);
    if (!form || form->count("text") == 0) {
      return tl::unexpected(ErrorReply(400, "invalid_value", "'text' is missing", "text"));
    }
    text = std::move((*form)["text"]);
  }
  if (utf8::FirstInvalid(text)) {
    return tl::unexpected(ErrorReply(400, "invalid_value", "'text' is not valid UTF-8", "text"));
  }
  if (utf8::Length(text) > service.options().most_characters) {
    return tl::unexpected(ErrorReply(
        400, "invalid_value",
        fmt::format("'text' may have {} characters", service.options().most_characters), "text"));
  }
  return text;
}

using Work = Reply (*)(const pipeline::Renderer&, const std::string&,
                       const std::atomic<bool>& gone);

Route TextRoute(Service& service, const char* path, Body body, Work work) {
  return {"POST", path, body, false,
          [&service, work](const Request& request, const Answer& answer) {
            tl::expected<std::string, Reply> text = TextOf(service, request);
            const bool form = MediaTypeOf(request) != "application/json";
            if (!text) {
              return answer(form ? ErrorPage(request, std::move(text.error()))
                                 : std::move(text.error()));
            }
            if (auto refusal = service.Charge(request.caller, utf8::Length(*text))) {
              return answer(form ? ErrorPage(request, std::move(*refusal)) : std::move(*refusal));
            }
            service.RunInteractive(request, answer,
                                   [&service, work, text = std::move(*text), gone = request.gone] {
                                     return work(service.context()->interactive, text, *gone);
                                   });
          }};
}

}  // namespace

std::vector<Route> TextRoutes(Service& service) {
  return {TextRoute(service, "/normalise", Body::kJson,
                    [](const pipeline::Renderer& renderer, const std::string& text,
                       const std::atomic<bool>& gone) {
                      return JsonReply(Lines(text, gone, [&](std::string_view line) {
                        return NormaliseJson(renderer, line);
                      }));
                    }),
          TextRoute(service, "/pinyin", Body::kJson,
                    [](const pipeline::Renderer& renderer, const std::string& text,
                       const std::atomic<bool>& gone) {
                      return JsonReply(Lines(text, gone, [&](std::string_view line) {
                        return PinyinJson(renderer, line);
                      }));
                    }),
          TextRoute(service, "/proof", Body::kForm, ProofReply)};
}

}  // namespace boyin::server
