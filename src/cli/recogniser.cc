#include "cli/recogniser.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands.h"

namespace boyin::cli {
namespace {

constexpr std::chrono::minutes kPatience{5};  // its network is loaded, and a long sentence heard

std::string Message(std::span<const float> samples, int sample_rate_hz) {
  static_assert(std::endian::native == std::endian::little);
  const auto rate = static_cast<std::uint32_t>(sample_rate_hz);
  std::string body(sizeof rate + samples.size_bytes(), '\0');
  std::memcpy(body.data(), &rate, sizeof rate);
  if (!samples.empty()) {
    std::memcpy(body.data() + sizeof rate, samples.data(), samples.size_bytes());
  }
  return body;
}

}  // namespace

Result<std::string> Recogniser::TextOf(std::span<const float> samples, int sample_rate_hz) {
  const std::lock_guard lock(mutex_);
  if (!process_) process_ = Subprocess::Start(command_, Environment::kWithoutSettings);
  std::optional<std::string> answer;
  if (process_) answer = process_->Ask(Message(samples, sample_rate_hz), kPatience);
  const nlohmann::json told =
      answer ? nlohmann::json::parse(*answer, nullptr, false) : nlohmann::json();
  const auto text = [&](const char* key) {
    return told.is_object() && told.contains(key) && told[key].is_string()
               ? told[key].get<std::string>()
               : std::string();
  };
  if (told.is_object() && told.contains("text")) return text("text");
  process_.reset();
  const std::string why = text("error");
  return Fail(Code::kEngine, command_.front(),
              why.empty() ? Translated("the listener does not answer") : boyin::Message{why, why},
              Translated("see docs/audit.md, or say --listener none"));
}

std::shared_ptr<Recogniser> FindRecogniser(const std::string& command) {
  if (command == "none") return nullptr;
  std::istringstream in(command);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(std::move(word));
  if (!words.empty()) return std::make_shared<Recogniser>(std::move(words));
  const std::filesystem::path installed = ModelsFolder() / "listener/listen";
  std::error_code ignored;
  if (!std::filesystem::exists(installed, ignored)) return nullptr;
  return std::make_shared<Recogniser>(std::vector<std::string>{installed.string()});
}

}  // namespace boyin::cli
