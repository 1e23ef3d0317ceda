// What the automation of a radio station wants to know of a WAV file: the bext chunk (EBU Tech
// 3285) and the cart chunk (AES46). docs/radio.md has an example.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::encode {

/// A marker of the cart chunk: "AUDs" and "AUDe" bound the sound, "SEGs" and "SEGe" the segue,
/// "INTs" and "INTe" what may be talked over; four characters.
struct CartTimer {
  std::string usage{};
  std::int64_t sample = 0;  ///< of the file; negative: so many before its end

  bool operator==(const CartTimer&) const = default;
};

/// The cart chunk. Text is UTF-8, cut at whole characters to the sizes of AES46 (64 bytes each).
struct Cart {
  std::string title{};   ///< empty: that of the tags
  std::string artist{};  ///< empty: that of the tags
  std::string cut_id{};  ///< Rivendell: the number of the cart and nothing else, "10001"
  std::string client_id{};
  std::string category{};  ///< Rivendell: the group
  std::string classification{};
  std::string out_cue{};     ///< the last words
  std::string start_date{};  ///< may be aired from: "2026-11-24" and "06:00:00"
  std::string start_time{};
  std::string end_date{};  ///< and until
  std::string end_time{};
  std::string producer_app = "boyin";
  std::string producer_app_version{};
  std::string user_text{};
  std::int32_t level_reference = 32768;  ///< the sample value of 0 dBFS
  std::string url{};
  std::string tag_text{};           ///< free text behind the chunk
  std::vector<CartTimer> timers{};  ///< at most 8. What is not set: AUDs is the first sample, AUDe
                                    ///< the last, SEGe the last where there is a SEGs

  bool operator==(const Cart&) const = default;
};

/// The bext chunk, which is ASCII: Chinese stands there as pinyin without tones, and whole in the
/// iXML chunk.
struct Bext {
  std::string description{};  ///< 256 bytes; empty: the title of the tags
  std::string originator = "boyin";
  std::string originator_reference{};
  std::string origination_date{};   ///< "2026-11-24"; empty: the date of the tags
  std::string origination_time{};   ///< "06:00:00"
  std::int64_t time_reference = 0;  ///< samples since midnight

  bool operator==(const Bext&) const = default;
};

struct Radio {
  Bext bext{};
  bool with_sidecar = false;  ///< whether Encode writes RivendellXml beside the file, before it
  bool with_cart = false;     ///< whether a cart chunk is written
  Cart cart{};

  bool operator==(const Radio&) const = default;
};

/// Reads the file that docs/radio.md describes; times in seconds become samples of a file at
/// `sample_rate_hz`. kInput, with line and column, for what is no TOML, an unknown name, a value
/// that cannot be.
[[nodiscard]] Result<Radio> ReadRadio(std::string_view toml, const std::string& file_name,
                                      int sample_rate_hz);

}  // namespace boyin::encode
