// The file in which a station writes what its automation wants to know.
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "encode/radio.h"

namespace boyin::encode {
namespace {

template <typename T>
struct Field {
  std::string_view key;
  std::string T::*field;
};

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

std::string DateText(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string TimeText(const toml::time& time) {
  return fmt::format("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
}

/// Walks the file, keeping the first thing that is wrong.
class Reader {
 public:
  Reader(const std::string& name, int rate_hz) : name_(name), rate_hz_(rate_hz) {}

  Result<Radio> Read(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key == "sidecar") {
        Flag(node, radio_.with_sidecar);
      } else if (key == "bext" && node.is_table()) {
        BextTable(*node.as_table());
      } else if (key == "cart" && node.is_table()) {
        radio_.with_cart = true;
        CartTable(*node.as_table());
      } else if (key == "timers" && node.is_table()) {
        radio_.with_cart = true;
        Timers(*node.as_table());
      } else {
        Unknown(key, "sidecar, [bext], [cart], [timers]");
      }
    }
    if (error_) return tl::unexpected(*error_);
    return radio_;
  }

 private:
  void BextTable(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key == "time_reference") {
        const std::optional<std::int64_t> value = node.value_exact<std::int64_t>();
        if (!value || *value < 0) {
          Wrong(key, "a whole number of samples since midnight", "午夜起的采样数（整数）");
        } else {
          radio_.bext.time_reference = *value;
        }
      } else if (!Text(kBext, key, node, radio_.bext)) {
        Unknown(key, "description, originator, originator_reference, date, time, time_reference");
      }
    }
  }

  void CartTable(const toml::table& table) {
    for (const auto& [key, node] : table) {
      Cart& cart = radio_.cart;
      if (key == "start") {
        Moment(key, node, cart.start_date, cart.start_time);
      } else if (key == "end") {
        Moment(key, node, cart.end_date, cart.end_time);
      } else if (!Text(kCart, key, node, cart)) {
        Unknown(key,
                "title, artist, cut_id, client_id, category, classification, out_cue, start, end, "
                "user_text, url, text");
      }
    }
  }

  /// Seconds from the beginning, or before the end where negative.
  void Timers(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::optional<double> seconds = node.value<double>();
      if (!node.is_number() || !seconds || !(std::abs(*seconds) <= kLongestS)) {
        Wrong(key, "a number of seconds, negative before the end", "秒数，负数从结尾算起");
      } else if (key.str().size() != 4) {
        Unknown(key, "AUDs, AUDe, SEGs, SEGe, INTs, INTe");
      } else {
        radio_.cart.timers.push_back(
            {std::string(key.str()), std::llround(*seconds * static_cast<double>(rate_hz_))});
      }
    }
  }

  /// Whether `key` is one of the fields; dates and times may stand without quotes.
  template <typename T, std::size_t kCount>
  bool Text(const std::array<Field<T>, kCount>& fields, const toml::key& key,
            const toml::node& node, T& out) {
    for (const Field<T>& field : fields) {
      if (field.key != key.str()) continue;
      if (const auto text = node.value_exact<std::string>()) {
        out.*field.field = *text;
      } else if (const auto date = node.value_exact<toml::date>()) {
        out.*field.field = DateText(*date);
      } else if (const auto time = node.value_exact<toml::time>()) {
        out.*field.field = TimeText(*time);
      } else {
        Wrong(key, "a text in quotes", "带引号的文字");
      }
      return true;
    }
    return false;
  }

  void Moment(const toml::key& key, const toml::node& node, std::string& date, std::string& time) {
    if (const auto moment = node.value_exact<toml::date_time>()) {
      date = DateText(moment->date);
      time = TimeText(moment->time);
    } else if (const auto day = node.value_exact<toml::date>()) {
      date = DateText(*day);
      time = &date == &radio_.cart.end_date ? "23:59:59" : "00:00:00";
    } else {
      Wrong(key, "a moment such as 2026-11-24T06:00:00", "时刻，例如 2026-11-24T06:00:00");
    }
  }

  void Flag(const toml::node& node, bool& out) {
    const std::optional<bool> value = node.value_exact<bool>();
    if (value) {
      out = *value;
    } else {
      Refuse(node.source(), {"sidecar must be true or false", "sidecar 应为 true 或 false"}, {});
    }
  }

  void Wrong(const toml::key& key, std::string_view en, std::string_view zh) {
    Refuse(key.source(),
           {fmt::format("{} must be {}", key.str(), en), fmt::format("{} 应为{}", key.str(), zh)},
           {});
  }

  void Unknown(const toml::key& key, std::string_view known) {
    Refuse(
        key.source(),
        {fmt::format("unknown name '{}'", key.str()), fmt::format("不认识的名称“{}”", key.str())},
        {fmt::format("use {}", known), fmt::format("请用 {}", known)});
  }

  void Refuse(const toml::source_region& at, Message what, Message mend) {
    if (error_) return;
    error_ = Error{Code::kInput, fmt::format("{}:{}:{}", name_, at.begin.line, at.begin.column),
                   std::move(what), std::move(mend)};
  }

  const std::string& name_;
  int rate_hz_;
  Radio radio_;
  std::optional<Error> error_;
};

}  // namespace

Result<Radio> ReadRadio(std::string_view toml, const std::string& file_name, int sample_rate_hz) {
  try {
    return Reader(file_name, sample_rate_hz).Read(toml::parse(toml, file_name));
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    return Fail(Code::kInput, fmt::format("{}:{}:{}", file_name, at.line, at.column),
                {fmt::format("no TOML: {}", error.description()),
                 fmt::format("不是 TOML：{}", error.description())},
                {"docs/radio.md has an example", "docs/radio.md 中有示例"});
  }
}

}  // namespace boyin::encode
