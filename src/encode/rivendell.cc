// Rivendell's sidecar. rdimport reads it line by line, one element a line, with names of its own.
#include <algorithm>

#include <fmt/format.h>

#include "base/xml_text.h"
#include "encode/encode.h"
#include "encode/fields.h"
#include "encode/xml.h"

namespace boyin::encode {
namespace {

/// Line feeds would end the element for rdimport.
std::string Line(std::string_view name, std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return fmt::format("<{0}>{1}</{0}>\n", name, XmlEscaped(text));
}

/// A point in milliseconds; −1 where there is none, as Rivendell has it.
std::string Point(const std::vector<CartTimer>& timers, std::string_view name,
                  std::string_view usage, int rate_hz) {
  std::int64_t ms = -1;
  for (const CartTimer& timer : timers) {
    if (timer.usage == usage) ms = timer.sample * 1000 / rate_hz;
  }
  return Line(name, fmt::to_string(ms));
}

std::string DateTime(std::string_view name, const std::string& date, const std::string& time) {
  if (date.empty()) return Line(name, "");
  return Line(name, date + "T" + (time.empty() ? "00:00:00" : time));
}

}  // namespace

std::string RivendellXml(const Tags& tags, const Certificate& certificate) {
  const Cart& cart = tags.radio.cart;
  const int rate = std::max(certificate.sample_rate_hz, 1);
  const std::int64_t length_ms = certificate.samples * 1000 / rate;
  const auto or_else = [](const std::string& text, const std::string& other) {
    return text.empty() ? other : text;
  };
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cart>\n";
  if (!cart.cut_id.empty()) xml += Line("number", cart.cut_id);
  xml += Line("type", "audio") + Line("groupName", cart.category);
  xml += Line("title", or_else(cart.title, tags.title));
  xml += Line("artist", or_else(cart.artist, tags.artist));
  xml += Line("album", tags.album) + Line("year", tags.date.substr(0, 4));
  xml += Line("client", cart.client_id) + Line("userDefined", cart.user_text);
  xml += "<cutList>\n<cut>\n";
  xml += Line("description", or_else(cart.title, tags.title)) + Line("outcue", cart.out_cue);
  xml += DateTime("startDatetime", cart.start_date, cart.start_time);
  xml += DateTime("endDatetime", cart.end_date, cart.end_time);
  xml += Line("length", fmt::to_string(length_ms));
  const std::vector<CartTimer> timers = ResolvedTimers(cart, certificate.samples);
  xml += Point(timers, "startPoint", "AUDs", rate) + Point(timers, "endPoint", "AUDe", rate);
  xml += Point(timers, "segueStartPoint", "SEGs", rate);
  xml += Point(timers, "segueEndPoint", "SEGe", rate);
  xml += Point(timers, "talkStartPoint", "INTs", rate);
  xml += Point(timers, "talkEndPoint", "INTe", rate);
  return xml + "</cut>\n</cutList>\n</cart>\n";
}

}  // namespace boyin::encode
