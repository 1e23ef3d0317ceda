#include <array>

#include <fmt/format.h>

#include "base/message.h"
#include "base/toml_fields.h"
#include "publish/feed/feed.h"

namespace boyin::publish {
namespace {

using TextField = TomlField<FeedConfig, std::string>;
using FlagField = TomlField<FeedConfig, bool>;

constexpr auto kTexts = std::to_array<TextField>({{"title", &FeedConfig::title},
                                                  {"link", &FeedConfig::link},
                                                  {"feed_url", &FeedConfig::feed_url},
                                                  {"media_url", &FeedConfig::media_url},
                                                  {"description", &FeedConfig::description},
                                                  {"language", &FeedConfig::language},
                                                  {"author", &FeedConfig::author},
                                                  {"email", &FeedConfig::email},
                                                  {"image", &FeedConfig::image}});
constexpr auto kFlags = std::to_array<FlagField>({{"explicit", &FeedConfig::is_explicit},
                                                  {"locked", &FeedConfig::locked},
                                                  {"ai_content", &FeedConfig::ai_content}});
constexpr auto kNeeded = std::to_array<TextField>({{"title", &FeedConfig::title},
                                                   {"link", &FeedConfig::link},
                                                   {"feed_url", &FeedConfig::feed_url},
                                                   {"description", &FeedConfig::description},
                                                   {"image", &FeedConfig::image}});

/// A category, or one with a category inside it.
void ReadCategory(TomlFields& fields, FeedConfig& config) {
  const toml::node* node = fields.Find("category");
  if (node == nullptr) return fields.faults().Missing("category");
  if (const auto text = node->value<std::string>()) {
    config.category = {*text};
    return;
  }
  const toml::array* list = node->as_array();
  if (list == nullptr || list->empty() || list->size() > 2 ||
      !list->is_homogeneous<std::string>()) {
    return fields.Wrong(*node, "category",
                        Translated("a text or two, such as [\"News\", \"Daily News\"]"));
  }
  for (const toml::node& entry : *list) config.category.push_back(*entry.value<std::string>());
}

FeedConfig ReadFields(TomlFields& fields) {
  FeedConfig config;
  fields.SetTexts(kTexts, config);
  fields.SetFlags(kFlags, config);
  for (const TextField& needed : kNeeded) {
    if ((config.*needed.field).empty()) fields.faults().Missing(needed.key);
  }
  ReadCategory(fields, config);
  return config;
}

bool IsWebUrl(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

}  // namespace

Result<FeedConfig> ReadFeedConfig(std::string_view toml, const std::string& name) {
  Result<FeedConfig> read =
      ReadToml(toml, name, {Code::kUsage, Translated("docs/feed.md lists the keys")}, ReadFields);
  if (!read) return read;
  FeedConfig& config = *read;
  if (config.media_url.empty()) {
    config.media_url = config.feed_url.substr(0, config.feed_url.rfind('/') + 1);
  }
  if (!config.media_url.ends_with('/')) config.media_url += '/';
  for (const std::string* url : {&config.link, &config.feed_url, &config.media_url}) {
    if (IsWebUrl(*url)) continue;
    return Fail(Code::kUsage, name, Translated("{} is no address on the web", *url),
                Translated("write https://…"));
  }
  return read;
}

}  // namespace boyin::publish
