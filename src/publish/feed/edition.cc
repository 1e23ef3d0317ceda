#include "publish/feed/edition.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/message.h"
#include "publish/feed/uuid.h"

namespace boyin::publish {
namespace {

using Json = nlohmann::ordered_json;

/// Of bulletins; made for this.
constexpr const char* kSpace = "6a1f0c3e-5a53-5c1b-9d7e-2f6a0b7c41d8";

/// The sentences of `all` that are not in `others`, each as often as it is too many.
std::vector<std::string> Without(const std::vector<std::string>& all,
                                 std::vector<std::string> others) {
  std::vector<std::string> left;
  for (const std::string& sentence : all) {
    const auto same = std::find(others.begin(), others.end(), sentence);
    if (same == others.end()) {
      left.push_back(sentence);
    } else {
      others.erase(same);
    }
  }
  return left;
}

std::vector<std::string> Strings(const Json& object, const char* key) {
  std::vector<std::string> strings;
  if (!object.contains(key) || !object[key].is_array()) return strings;
  for (const Json& one : object[key]) {
    if (one.is_string()) strings.push_back(one.get<std::string>());
  }
  return strings;
}

std::string String(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

}  // namespace

episode::Edition FirstEdition(std::string_view programme, std::string_view name) {
  episode::Edition edition;
  edition.guid = UuidV5(kSpace, std::string(programme) + '\n' + std::string(name));
  return edition;
}

episode::Edition Corrected(const episode::Edition& before, episode::Correction correction,
                           std::string file, std::vector<std::string> sentences) {
  episode::Edition edition = before;
  ++edition.revision;
  correction.replaced = before.file;
  correction.removed = Without(before.sentences, sentences);
  correction.added = Without(sentences, before.sentences);
  edition.corrections.push_back(std::move(correction));
  edition.file = std::move(file);
  edition.sentences = std::move(sentences);
  return edition;
}

std::string EditionJson(const episode::Edition& edition) {
  Json corrections = Json::array();
  for (const episode::Correction& correction : edition.corrections) {
    corrections.push_back({{"made_at", correction.made_at},
                           {"note", correction.note},
                           {"replaced", correction.replaced},
                           {"replaced_xxh3", correction.replaced_hash},
                           {"removed", correction.removed},
                           {"added", correction.added}});
  }
  const Json json = {{"guid", edition.guid},
                     {"revision", edition.revision},
                     {"file", edition.file},
                     {"corrections", std::move(corrections)},
                     {"sentences", edition.sentences}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<episode::Edition> ReadEdition(std::string_view json, const std::string& name) {
  const Json whole = Json::parse(json, nullptr, false);
  const bool holds = whole.is_object() && whole.contains("edition") && whole["edition"].is_object();
  const Json none = Json::object();
  const Json& read = holds ? whole["edition"] : none;
  episode::Edition edition;
  edition.guid = String(read, "guid");
  if (edition.guid.empty() || !read.contains("revision") || !read["revision"].is_number_integer()) {
    return Fail(Code::kInput, name, Translated("is no record of a bulletin"),
                Translated("remove it, and make the bulletin anew"));
  }
  edition.revision = read["revision"].get<int>();
  edition.file = String(read, "file");
  edition.sentences = Strings(read, "sentences");
  if (!read.contains("corrections") || !read["corrections"].is_array()) return edition;
  for (const Json& one : read["corrections"]) {
    if (!one.is_object()) continue;
    edition.corrections.push_back({String(one, "made_at"), String(one, "note"),
                                   String(one, "replaced"), String(one, "replaced_xxh3"),
                                   Strings(one, "removed"), Strings(one, "added")});
  }
  return edition;
}

}  // namespace boyin::publish
