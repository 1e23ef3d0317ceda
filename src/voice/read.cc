#include "voice/read.h"

#include <array>
#include <optional>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/nearest.h"

namespace boyin::voice {
namespace {

/// Where a value of the file goes, and what it may be.
struct TextField {
  std::string_view key;
  std::string Voice::*field;
};
struct WholeField {
  std::string_view key;
  int Voice::*field;
  int least;
  int most;
};
struct LevelField {
  std::string_view key;
  double Voice::*field;
};
struct RemoteTextField {
  std::string_view key;
  std::string Remote::*field;
};
struct RemoteWholeField {
  std::string_view key;
  int Remote::*field;
  int least;
  int most;
};
struct PauseField {
  std::string_view key;
  int Pauses::*field;
};

constexpr auto kTexts = std::to_array<TextField>({{"name", &Voice::name},
                                                  {"title", &Voice::title},
                                                  {"engine", &Voice::engine},
                                                  {"language", &Voice::language},
                                                  {"gender", &Voice::gender},
                                                  {"character", &Voice::character},
                                                  {"variant", &Voice::variant},
                                                  {"foreign", &Voice::foreign},
                                                  {"fallback", &Voice::fallback}});
constexpr auto kWholes = std::to_array<WholeField>({{"rate", &Voice::rate, 60, 600},
                                                    {"pitch", &Voice::pitch, 0, 99},
                                                    {"range", &Voice::range, 0, 99}});
constexpr auto kLevels = std::to_array<LevelField>({{"bass_db", &Voice::bass_db},
                                                    {"presence_db", &Voice::presence_db},
                                                    {"gain_db", &Voice::gain_db}});
constexpr auto kPauses = std::to_array<PauseField>({{"enumeration_ms", &Pauses::enumeration_ms},
                                                    {"comma_ms", &Pauses::comma_ms},
                                                    {"clause_ms", &Pauses::clause_ms},
                                                    {"sentence_ms", &Pauses::sentence_ms},
                                                    {"paragraph_ms", &Pauses::paragraph_ms},
                                                    {"phrase_ms", &Pauses::phrase_ms}});
constexpr auto kRemoteTexts = std::to_array<RemoteTextField>({{"base_url", &Remote::base_url},
                                                              {"model", &Remote::model},
                                                              {"key_env", &Remote::key_env},
                                                              {"key_file", &Remote::key_file},
                                                              {"dialect", &Remote::dialect},
                                                              {"mark", &Remote::mark},
                                                              {"format", &Remote::format},
                                                              {"extra", &Remote::extra}});
constexpr auto kRemoteWholes = std::to_array<RemoteWholeField>(
    {{"native_rate", &Remote::native_rate, 60, 600}, {"timeout_s", &Remote::timeout_s, 1, 600}});
constexpr double kMostDb = 24;
constexpr int kMostPauseMs = 10'000;

/// Walks one file, keeping the first thing that is wrong.
class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  Result<Voice> Read(const toml::table& table) {
    for (const auto& [key, node] : table) Top(key.str(), key.source(), node);
    if (!error_ && voice_.name.empty()) Missing("name");
    if (!error_ && voice_.engine.empty()) Missing("engine");
    if (!error_ && voice_.gender != "female" && voice_.gender != "male") Missing("gender");
    if (error_) return tl::unexpected(*error_);
    return voice_;
  }

 private:
  void Top(std::string_view key, const toml::source_region& at, const toml::node& node) {
    if (key == "pauses" && node.is_table()) {
      for (const auto& [name, value] : *node.as_table()) Pause(name.str(), name.source(), value);
      return;
    }
    if (key == "remote" && node.is_table()) {
      for (const auto& [name, value] : *node.as_table()) Server(name.str(), name.source(), value);
      return;
    }
    for (const TextField& f : kTexts) {
      if (f.key == key) return Text(f.key, node, voice_.*f.field);
    }
    for (const WholeField& f : kWholes) {
      if (f.key == key) return Whole(key, node, f.least, f.most, voice_.*f.field);
    }
    for (const LevelField& f : kLevels) {
      if (f.key == key) return Level(f, node);
    }
    std::vector<std::string_view> known{"pauses", "remote"};
    for (const TextField& f : kTexts) known.push_back(f.key);
    for (const WholeField& f : kWholes) known.push_back(f.key);
    for (const LevelField& f : kLevels) known.push_back(f.key);
    Unknown(key, at, known);
  }

  void Pause(std::string_view key, const toml::source_region& at, const toml::node& node) {
    std::vector<std::string_view> known;
    for (const PauseField& f : kPauses) {
      if (f.key == key) return Whole(key, node, 0, kMostPauseMs, voice_.pauses.*f.field);
      known.push_back(f.key);
    }
    Unknown(key, at, known);
  }

  void Server(std::string_view key, const toml::source_region& at, const toml::node& node) {
    std::vector<std::string_view> known;
    for (const RemoteTextField& f : kRemoteTexts) {
      if (f.key == key) return Text(key, node, voice_.remote.*f.field);
      known.push_back(f.key);
    }
    for (const RemoteWholeField& f : kRemoteWholes) {
      if (f.key == key) return Whole(key, node, f.least, f.most, voice_.remote.*f.field);
      known.push_back(f.key);
    }
    Unknown(key, at, known);
  }

  void Text(std::string_view key, const toml::node& node, std::string& out) {
    const std::optional<std::string> value = node.value_exact<std::string>();
    if (!value) return Wrong(node.source(), key, "a text in quotes", "带引号的文字");
    out = *value;
  }

  void Whole(std::string_view key, const toml::node& node, int least, int most, int& out) {
    const std::optional<std::int64_t> value = node.value_exact<std::int64_t>();
    if (!value || *value < least || *value > most) {
      return Wrong(node.source(), key, fmt::format("a whole number from {} to {}", least, most),
                   fmt::format("{} 到 {} 的整数", least, most));
    }
    out = static_cast<int>(*value);
  }

  void Level(const LevelField& field, const toml::node& node) {
    const std::optional<double> value = node.value<double>();
    if (!node.is_number() || !value || !(*value >= -kMostDb && *value <= kMostDb)) {
      return Wrong(node.source(), field.key, fmt::format("a number from -{0} to {0}", kMostDb),
                   fmt::format("-{0} 到 {0} 的数", kMostDb));
    }
    voice_.*field.field = *value;
  }

  void Unknown(std::string_view key, const toml::source_region& at,
               const std::vector<std::string_view>& known) {
    const std::string_view nearest = Nearest(key, known);
    Set(at, {fmt::format("unknown key “{}”", key), fmt::format("没有“{}”这一项", key)},
        {fmt::format("did you mean “{}”?", nearest), fmt::format("是不是“{}”？", nearest)});
  }

  void Wrong(const toml::source_region& at, std::string_view key, std::string_view en,
             std::string_view zh) {
    Set(at, {fmt::format("“{}” must be {}", key, en), fmt::format("“{}”应为{}", key, zh)}, {});
  }

  void Missing(std::string_view key) {
    const std::string_view values = key == "gender" ? " (female, male)" : "";
    Set({{1, 1}, {1, 1}, nullptr},
        {fmt::format("“{}”{} is missing", key, values), fmt::format("缺少“{}”{}", key, values)},
        {"docs/voices.md shows a whole voice file", "完整示例见 docs/voices.md"});
  }

  void Set(const toml::source_region& at, Message what, Message mend) {
    if (error_) return;
    error_ = Error{Code::kInput, fmt::format("{}:{}:{}", name_, at.begin.line, at.begin.column),
                   std::move(what), std::move(mend)};
  }

  std::string_view name_;
  Voice voice_;
  std::optional<Error> error_;
};

}  // namespace

Result<Voice> ReadVoice(std::string_view text, std::string_view name) {
  try {
    return Reader(name).Read(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return Fail(
        Code::kInput,
        fmt::format("{}:{}:{}", name, error.source().begin.line, error.source().begin.column),
        {fmt::format("not valid TOML: {}", error.description()),
         fmt::format("不是有效的 TOML：{}", error.description())},
        {"docs/voices.md shows a whole voice file", "完整示例见 docs/voices.md"});
  }
}

}  // namespace boyin::voice
