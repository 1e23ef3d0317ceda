#include "server/speech/timed_reply.h"

#include <fmt/format.h>
#include <sodium.h>

#include "server/http/http.h"

namespace boyin::server {

std::string Base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the zero that ends it
  return text;
}

std::string TimedReply::Begin(encode::StreamFormat format) {
  return fmt::format(R"({{"format":"{}","audio":")", encode::StreamFormatName(format));
}

std::string TimedReply::Sound(std::string_view bytes) {
  rest_ += bytes;
  const std::size_t whole = rest_.size() / 3 * 3;
  std::string text = Base64(std::string_view(rest_).substr(0, whole));
  rest_.erase(0, whole);
  return text;
}

void TimedReply::Add(const episode::Cue& cue, std::string_view text, double rate_hz) {
  const auto seconds = [&](std::int64_t samples) { return static_cast<double>(samples) / rate_hz; };
  for (const episode::Word& word : cue.words) {
    words_ +=
        fmt::format(R"({}{{"word":{},"start":{:.3f},"end":{:.3f}}})", words_.empty() ? "" : ",",
                    JsonString(word.source.In(text)), seconds(word.begin), seconds(word.end));
  }
  segments_ +=
      fmt::format(R"({}{{"text":{},"start":{:.3f},"end":{:.3f}}})", segments_.empty() ? "" : ",",
                  JsonString(cue.written), seconds(cue.begin), seconds(cue.end));
}

std::string TimedReply::End(double seconds) {
  return fmt::format(R"({}","duration":{:.3f},"words":[{}],"segments":[{}]}})", Base64(rest_),
                     seconds, words_, segments_);
}

}  // namespace boyin::server
