// The file in which a station writes what its automation wants to know.
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/message.h"
#include "base/toml_fields.h"
#include "encode/radio.h"

namespace boyin::encode {
namespace {

template <typename T>
using Field = TomlField<T, std::string>;

constexpr auto kBext =
    std::to_array<Field<Bext>>({{"description", &Bext::description},
                                {"originator", &Bext::originator},
                                {"originator_reference", &Bext::originator_reference},
                                {"date", &Bext::origination_date},
                                {"time", &Bext::origination_time}});
constexpr auto kCart = std::to_array<Field<Cart>>({{"title", &Cart::title},
                                                   {"artist", &Cart::artist},
                                                   {"cut_id", &Cart::cut_id},
                                                   {"client_id", &Cart::client_id},
                                                   {"category", &Cart::category},
                                                   {"classification", &Cart::classification},
                                                   {"out_cue", &Cart::out_cue},
                                                   {"user_text", &Cart::user_text},
                                                   {"url", &Cart::url},
                                                   {"text", &Cart::tag_text}});
constexpr double kLongestS = 48 * 3600;
constexpr auto kTimers =
    std::to_array<std::string_view>({"AUDs", "AUDe", "SEGs", "SEGe", "INTs", "INTe"});

std::string DateText(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string TimeText(const toml::time& time) {
  return fmt::format("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
}

/// Dates and times may stand without quotes.
template <typename T, std::size_t kCount>
void ReadTexts(TomlFields& fields, const std::array<Field<T>, kCount>& rows, T& out) {
  for (const Field<T>& row : rows) {
    const toml::node* node = fields.Find(row.key);
    if (node == nullptr) continue;
    if (const auto text = node->value_exact<std::string>()) {
      out.*row.field = *text;
    } else if (const auto date = node->value_exact<toml::date>()) {
      out.*row.field = DateText(*date);
    } else if (const auto time = node->value_exact<toml::time>()) {
      out.*row.field = TimeText(*time);
    } else {
      fields.Wrong(*node, row.key, Translated("a text in quotes"));
    }
  }
}

/// A date and time; a day alone begins or ends at `otherwise`.
void ReadMoment(TomlFields& fields, std::string_view key, std::string_view otherwise,
                std::string& date, std::string& time) {
  const toml::node* node = fields.Find(key);
  if (node == nullptr) return;
  if (const auto moment = node->value_exact<toml::date_time>()) {
    date = DateText(moment->date);
    time = TimeText(moment->time);
  } else if (const auto day = node->value_exact<toml::date>()) {
    date = DateText(*day);
    time = otherwise;
  } else {
    fields.Wrong(*node, key, Translated("a moment such as 2026-11-24T06:00:00"));
  }
}

void ReadBext(TomlFields& fields, Bext& bext) {
  const toml::table* table = fields.Table("bext");
  if (table == nullptr) return;
  TomlFields own(*table, fields.faults());
  ReadTexts(own, kBext, bext);
  if (const toml::node* node = own.Find("time_reference")) {
    const std::optional<std::int64_t> value = node->value_exact<std::int64_t>();
    if (!value || *value < 0) {
      own.Wrong(*node, "time_reference", Translated("a whole number of samples since midnight"));
    } else {
      bext.time_reference = *value;
    }
  }
  own.Done();
}

void ReadCart(TomlFields& fields, Radio& radio) {
  const toml::table* table = fields.Table("cart");
  if (table == nullptr) return;
  radio.with_cart = true;
  TomlFields own(*table, fields.faults());
  ReadTexts(own, kCart, radio.cart);
  ReadMoment(own, "start", "00:00:00", radio.cart.start_date, radio.cart.start_time);
  ReadMoment(own, "end", "23:59:59", radio.cart.end_date, radio.cart.end_time);
  own.Done();
}

/// Seconds from the beginning, or before the end where negative. The names are the station's own,
/// of four characters (AES46).
void ReadTimers(TomlFields& fields, Radio& radio, int rate_hz) {
  const toml::table* table = fields.Table("timers");
  if (table == nullptr) return;
  radio.with_cart = true;
  for (const auto& [key, node] : *table) {
    const std::optional<double> seconds = node.value<double>();
    if (!node.is_number() || !seconds || !(std::abs(*seconds) <= kLongestS)) {
      fields.Wrong(node, key.str(), Translated("a number of seconds, negative before the end"));
    } else if (key.str().size() != 4) {
      fields.faults().Unknown(PlaceOf(key.source()), Translated("unknown timer"), key.str(),
                              {kTimers.begin(), kTimers.end()});
    } else {
      radio.cart.timers.push_back(
          {std::string(key.str()), std::llround(*seconds * static_cast<double>(rate_hz))});
    }
  }
}

}  // namespace

Result<Radio> ReadRadio(std::string_view toml, const std::string& file_name, int sample_rate_hz) {
  return ReadToml(toml, file_name, {Code::kInput, Translated("docs/radio.md has an example")},
                  [&](TomlFields& fields) {
                    Radio radio;
                    radio.with_sidecar = fields.Flag("sidecar", radio.with_sidecar);
                    ReadBext(fields, radio.bext);
                    ReadCart(fields, radio);
                    ReadTimers(fields, radio, sample_rate_hz);
                    return radio;
                  });
}

}  // namespace boyin::encode
