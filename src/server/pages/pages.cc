// The page for people: its files are in the binary. The form on it works without its script.
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "publish/markup/html_template.h"
#include "server/data.h"
#include "server/http/notice.h"
#include "server/service.h"
#include "server/speech/speech_request.h"

namespace boyin::server {
namespace {

struct Asset {
  const char* path;
  const char* type;
  std::string_view (*bytes)();
};

constexpr std::array kAssets = {
    Asset{"/", "text/html; charset=utf-8", data::index_html},
    Asset{"/page.css", "text/css; charset=utf-8", data::page_css},
    Asset{"/page.js", "text/javascript; charset=utf-8", data::page_js},
    Asset{"/bulletin.js", "text/javascript; charset=utf-8", data::bulletin_js},
    Asset{"/rundown.js", "text/javascript; charset=utf-8", data::rundown_js},
    Asset{"/book.js", "text/javascript; charset=utf-8", data::book_js},
    Asset{"/episodes.js", "text/javascript; charset=utf-8", data::episodes_js},
    Asset{"/desk.js", "text/javascript; charset=utf-8", data::desk_js},
    Asset{"/take_dialog.js", "text/javascript; charset=utf-8", data::take_dialog_js},
    Asset{"/takes.js", "text/javascript; charset=utf-8", data::takes_js},
    Asset{"/recordings.js", "text/javascript; charset=utf-8", data::recordings_js},
    Asset{"/marked_text.js", "text/javascript; charset=utf-8", data::marked_text_js},
    Asset{"/upload.js", "text/javascript; charset=utf-8", data::upload_js},
    Asset{"/media_keys.js", "text/javascript; charset=utf-8", data::media_keys_js},
    Asset{"/service.js", "text/javascript; charset=utf-8", data::service_js},
    Asset{"/fixes.js", "text/javascript; charset=utf-8", data::fixes_js},
    Asset{"/words.js", "text/javascript; charset=utf-8", data::words_js},
    Asset{"/sound.js", "text/javascript; charset=utf-8", data::sound_js},
    Asset{"/icon.svg", "image/svg+xml", data::icon_svg},
};

/// The fields of the page's form: whatever else is sent is not sent back.
Fields KnownFields(const Fields& form) {
  Fields known;
  for (const char* name : {"text", "title", "voice", "speed", "format"}) {
    if (const auto field = form.find(name); field != form.end()) known.insert(*field);
  }
  return known;
}

/// The choice of voices, as the page shows it before its script has run.
std::string OptionsHtml(const Service& service) {
  std::string options;
  for (const voice::Voice& voice : service.options().voices) {
    if (!service.Installed(voice)) continue;
    options += "<option value=\"" + publish::EscapedHtml(voice.name) + "\">" +
               publish::EscapedHtml(voice.title) + "</option>";
  }
  return options;
}

Reply Serve(const char* type, const std::string& bytes, const std::string& tag,
            const Request& request) {
  Reply reply;
  reply.type = type;
  reply.headers = {
      {"Content-Security-Policy", kPagePolicy}, {"ETag", tag}, {"Cache-Control", "no-cache"}};
  if (request.Header("if-none-match") == tag) {
    reply.status = 304;
  } else {
    reply.body = bytes;
  }
  return reply;
}

/// What a page's language depends on: a reply may be long in coming.
Request WithoutBody(const Request& request) {
  Request rest = request;
  rest.body.clear();
  return rest;
}

/// A text too long for the form can be a job, as it stands.
Reply OfferJob(const Request& request, const Fields& form) {
  const Notices say(request);
  return NoticePage(
      request, 400, say("jobs"),
      fmt::format("<p role=\"alert\">{}</p>\n{}<p><a href=\"/\">{}</a></p>", say("offer"),
                  ButtonForm("/jobs", say("make"), KnownFields(form)), say("back")));
}

/// The page's form where no script runs: the browser plays what comes.
void SpeakForm(Service& service, const Request& request, const Answer& to) {
  std::optional<Fields> form = ParseForm(request.body);
  const Answer answer = [to, request = WithoutBody(request)](Reply reply) {
    to(ErrorPage(request, std::move(reply)));
  };
  if (!form) return answer(ErrorReply(400, "bad_request", "the form is malformed"));
  if (utf8::Length((*form)["text"]) > service.options().most_characters) {
    return to(OfferJob(request, *form));
  }
  SpeechParameters parameters;
  parameters.text = (*form)["text"];
  parameters.voice = (*form)["voice"];
  parameters.format = (*form)["format"];
  parameters.caller = request.caller;
  if (parameters.voice.empty()) parameters.voice = service.options().voices.front().name;
  if (parameters.format.empty()) parameters.format = "mp3";
  const std::string& speed = (*form)["speed"];
  std::from_chars(speed.data(), speed.data() + speed.size(), parameters.speed);
  Result<SpeechRequest> speech = MakeSpeechRequest(service, parameters);
  if (!speech) return answer(SpeechRefusal(speech.error()));
  service.Speak(std::move(*speech), answer);
}

}  // namespace

std::vector<Route> PageRoutes(Service& service) {
  std::vector<Route> routes;
  for (const Asset& asset : kAssets) {
    const std::string bytes = publish::Filled(
        asset.bytes(), {{"voices", OptionsHtml(service)},
                        {"most", std::to_string(service.options().most_characters)}});
    const std::string tag = "\"" + ContentHash(bytes) + "\"";
    routes.push_back(
        {"GET", asset.path, Body::kNone, false,
         [type = asset.type, bytes, tag](const Request& request, const Answer& answer) {
           answer(Serve(type, bytes, tag, request));
         }});
  }
  routes.push_back({"POST", "/speak", Body::kForm, false,
                    [&service](const Request& request, const Answer& answer) {
                      SpeakForm(service, request, answer);
                    }});
  return routes;
}

}  // namespace boyin::server
