#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "publish/feed.h"

namespace boyin::publish {
namespace {

struct TextKey {
  std::string_view key;
  std::string FeedConfig::*field;
  bool needed;
};
struct FlagKey {
  std::string_view key;
  bool FeedConfig::*field;
};

constexpr auto kTexts = std::to_array<TextKey>({{"title", &FeedConfig::title, true},
                                                {"link", &FeedConfig::link, true},
                                                {"feed_url", &FeedConfig::feed_url, true},
                                                {"media_url", &FeedConfig::media_url, false},
                                                {"description", &FeedConfig::description, true},
                                                {"language", &FeedConfig::language, false},
                                                {"author", &FeedConfig::author, false},
                                                {"email", &FeedConfig::email, false},
                                                {"image", &FeedConfig::image, true}});
constexpr auto kFlags = std::to_array<FlagKey>({{"explicit", &FeedConfig::is_explicit},
                                                {"locked", &FeedConfig::locked},
                                                {"ai_content", &FeedConfig::ai_content}});

tl::unexpected<Error> Wrong(const std::string& name, const toml::source_position& at, Message what,
                            Message mend = {}) {
  return Fail(Code::kUsage, fmt::format("{}:{}:{}", name, at.line, at.column), std::move(what),
              std::move(mend));
}

Result<void> ReadCategory(const toml::node& node, const std::string& name, FeedConfig& config) {
  if (const auto text = node.value<std::string>()) {
    config.category = {*text};
    return {};
  }
  const toml::array* list = node.as_array();
  if (list != nullptr && list->size() >= 1 && list->size() <= 2 &&
      list->is_homogeneous<std::string>()) {
    for (const toml::node& entry : *list) config.category.push_back(*entry.value<std::string>());
    return {};
  }
  return Wrong(name, node.source().begin,
               {"category is a text or a list of two", "category 应为文字或两项的列表"},
               {R"(for example ["News", "Daily News"])", R"(例如 ["News", "Daily News"])"});
}

Result<void> ReadKey(std::string_view key, const toml::node& node, const std::string& name,
                     FeedConfig& config) {
  if (key == "category") return ReadCategory(node, name, config);
  for (const TextKey& text : kTexts) {
    if (text.key != key) continue;
    const auto value = node.value_exact<std::string>();
    if (!value) {
      return Wrong(name, node.source().begin,
                   {fmt::format("{} is a text", key), fmt::format("{} 应为文字", key)},
                   {"put it in quotation marks", "请加引号"});
    }
    config.*text.field = *value;
    return {};
  }
  for (const FlagKey& flag : kFlags) {
    if (flag.key != key) continue;
    const auto value = node.value_exact<bool>();
    if (!value) {
      return Wrong(
          name, node.source().begin,
          {fmt::format("{} is true or false", key), fmt::format("{} 应为 true 或 false", key)});
    }
    config.*flag.field = *value;
    return {};
  }
  return Wrong(name, node.source().begin,
               {fmt::format("unknown key: {}", key), fmt::format("不认识的键：{}", key)},
               {"docs/feed.md lists the keys", "可用的键见 docs/feed.md"});
}

bool IsWebUrl(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

}  // namespace

Result<FeedConfig> ReadFeedConfig(std::string_view toml, const std::string& name) {
  FeedConfig config;
  try {
    const toml::table table = toml::parse(toml, name);
    for (const auto& [key, node] : table) {
      if (Result<void> read = ReadKey(key.str(), node, name, config); !read) {
        return tl::unexpected(read.error());
      }
    }
  } catch (const toml::parse_error& error) {
    const std::string why(error.description());
    return Wrong(name, error.source().begin, {why, why});
  }
  for (const TextKey& text : kTexts) {
    if (!text.needed || !(config.*text.field).empty()) continue;
    return Fail(
        Code::kUsage, name,
        {fmt::format("{} is missing", text.key), fmt::format("缺少 {}", text.key)},
        {fmt::format("add {} = \"…\"", text.key), fmt::format("请加上 {} = \"…\"", text.key)});
  }
  if (config.category.empty()) {
    return Fail(Code::kUsage, name, {"category is missing", "缺少 category"},
                {"add category = \"News\"", "请加上 category = \"News\""});
  }
  if (config.media_url.empty()) {
    config.media_url = config.feed_url.substr(0, config.feed_url.rfind('/') + 1);
  }
  if (!config.media_url.ends_with('/')) config.media_url += '/';
  for (const std::string* url : {&config.link, &config.feed_url, &config.media_url}) {
    if (IsWebUrl(*url)) continue;
    return Fail(
        Code::kUsage, name,
        {fmt::format("{} is no address on the web", *url), fmt::format("{} 不是网址", *url)},
        {"write https://…", "请写成 https://…"});
  }
  return config;
}

}  // namespace boyin::publish
