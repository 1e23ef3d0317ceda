#include <nlohmann/json.hpp>

#include "audit/audit.h"
#include "base/message.h"

namespace boyin::audit {
namespace {

using Json = nlohmann::json;

std::string Text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double Number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : -1;
}

tl::unexpected<Error> NoReport() {
  return Fail(Code::kInput, "", Translated("is no report of boyin"),
              Translated("make the sound with --report FILE or --bundle, and name that file"));
}

}  // namespace

Result<Script> ReadReport(std::string_view json) {
  const Json report = Json::parse(json, nullptr, false);
  if (!report.is_object() || !report.contains("sentences") || !report["sentences"].is_array()) {
    return NoReport();
  }
  Script script;
  if (report.contains("voice")) script.voice = Text(report["voice"], "name");
  if (report.contains("engine")) script.engine = Text(report["engine"], "name");
  for (const Json& one : report["sentences"]) {
    Sentence sentence{Number(one, "start_s"), Number(one, "end_s"), Text(one, "written"),
                      Text(one, "spoken"),    Text(one, "pinyin"),  Text(one, "speaker")};
    const double before = script.sentences.empty() ? 0 : script.sentences.back().begin_s;
    if (sentence.begin_s < before || sentence.end_s < sentence.begin_s) return NoReport();
    script.sentences.push_back(std::move(sentence));
  }
  if (script.sentences.empty()) return NoReport();
  return script;
}

}  // namespace boyin::audit
