#include "base/toml_fields.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/message.h"
#include "base/nearest.h"

namespace boyin {

TextPlace PlaceOf(const toml::source_region& at) { return {at.begin.line, at.begin.column}; }

void TomlFaults::Add(const TextPlace& at, Message what, Message mend) {
  if (first_) return;
  first_ = Error{kind_.code, fmt::format("{}:{}:{}", file_, at.line, at.column), std::move(what),
                 std::move(mend)};
}

void TomlFaults::Unknown(const TextPlace& at, const Message& what, std::string_view name,
                         const std::vector<std::string_view>& known) {
  std::string all;
  for (const std::string_view one : known) all += (all.empty() ? "" : ", ") + std::string(one);
  const std::string_view nearest = Nearest(name, known);
  Add(at, Translated("{} “{}”", what, name),
      Translated("did you mean “{}”? There are: {}", nearest, all));
}

void TomlFaults::Missing(std::string_view key) {
  Add({}, Translated("“{}” is missing", key), kind_.mend);
}

const toml::node* TomlFields::Find(std::string_view key) {
  known_.push_back(key);
  return table_.get(key);
}

std::string TomlFields::Text(std::string_view key, TextPlace* place) {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  if (place != nullptr) *place = PlaceOf(node->source());
  const auto text = node->value_exact<std::string>();
  if (!text) Wrong(*node, key, Translated("a text in quotes"));
  return text.value_or("");
}

bool TomlFields::Flag(std::string_view key, bool otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  const auto flag = node->value_exact<bool>();
  if (!flag) Wrong(*node, key, Translated("true or false"));
  return flag.value_or(otherwise);
}

int TomlFields::Whole(std::string_view key, int least, int most, int otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return static_cast<int>(*value);
  Wrong(*node, key, Translated("a whole number from {} to {}", least, most));
  return otherwise;
}

double TomlFields::Number(std::string_view key, double least, double most, double otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value<double>();
  if (node->is_number() && value && *value >= least && *value <= most) return *value;
  Wrong(*node, key, Translated("a number from {} to {}", least, most));
  return otherwise;
}

std::vector<std::pair<std::string, TextPlace>> TomlFields::Texts(std::string_view key) {
  std::vector<std::pair<std::string, TextPlace>> texts;
  const toml::node* node = Find(key);
  if (node == nullptr) return texts;
  const toml::array* list = node->as_array();
  if (list == nullptr || list->empty() || !list->is_homogeneous<std::string>()) {
    Wrong(*node, key, Translated("a list of names, such as [\"a\", \"b\"]"));
    return texts;
  }
  for (const toml::node& one : *list) {
    texts.emplace_back(one.value_or<std::string>(""), PlaceOf(one.source()));
  }
  return texts;
}

const toml::table* TomlFields::Table(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) Wrong(*node, key, Translated("a table, [{}]", key));
  return node->as_table();
}

void TomlFields::Done() {
  for (const auto& [key, node] : table_) {
    if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
    faults_.Unknown(PlaceOf(key.source()), Translated("unknown key"), key.str(), known_);
  }
}

void TomlFields::Wrong(const toml::node& node, std::string_view key, const Message& wanted) {
  faults_.Add(PlaceOf(node.source()), Translated("“{}” must be {}", key, wanted));
}

Result<toml::table> ParseToml(std::string_view text, const std::string& file,
                              const TomlKind& kind) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    return Fail(kind.code, fmt::format("{}:{}:{}", file, at.line, at.column),
                Translated("not valid TOML: {}", error.description()), kind.mend);
  }
}

}  // namespace boyin
