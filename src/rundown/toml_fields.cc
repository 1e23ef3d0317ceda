#include "rundown/toml_fields.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/nearest.h"

namespace boyin::rundown {

Place PlaceOf(const toml::source_region& at) { return {at.begin.line, at.begin.column}; }

void Faults::Add(const Place& at, Message what, Message mend) {
  if (first_) return;
  first_ = Error{Code::kInput, fmt::format("{}:{}:{}", file_, at.line, at.column), std::move(what),
                 std::move(mend)};
}

void Faults::Unknown(const Place& at, const Message& what, std::string_view name,
                     const std::vector<std::string_view>& known) {
  std::string all;
  for (const std::string_view one : known) all += (all.empty() ? "" : ", ") + std::string(one);
  const std::string_view nearest = Nearest(name, known);
  Add(at, {fmt::format("{} “{}”", what.en, name), fmt::format("{}“{}”", what.zh, name)},
      {fmt::format("did you mean “{}”? There are: {}", nearest, all),
       fmt::format("是不是“{}”？可选：{}", nearest, all)});
}

const toml::node* Fields::Find(std::string_view key) {
  known_.push_back(key);
  return table_.get(key);
}

std::string Fields::Text(std::string_view key, Place* place) {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  if (place != nullptr) *place = PlaceOf(node->source());
  const auto text = node->value_exact<std::string>();
  if (!text) Wrong(*node, key, "a text in quotes", "带引号的文字");
  return text.value_or("");
}

std::string Fields::Template(std::string_view key) {
  Place place;
  std::string text = Text(key, &place);
  if (const std::string unknown = UnknownPlaceholder(text); !unknown.empty()) {
    faults_.Unknown(place, {"unknown placeholder", "不认识的占位符"}, unknown, Placeholders());
  }
  return text;
}

bool Fields::Flag(std::string_view key, bool otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  const auto flag = node->value_exact<bool>();
  if (!flag) Wrong(*node, key, "true or false", " true 或 false");
  return flag.value_or(otherwise);
}

int Fields::Whole(std::string_view key, int least, int most, int otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return static_cast<int>(*value);
  Wrong(*node, key, fmt::format("a whole number from {} to {}", least, most),
        fmt::format(" {} 到 {} 的整数", least, most));
  return otherwise;
}

double Fields::Number(std::string_view key, double least, double most, double otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value<double>();
  if (node->is_number() && value && *value >= least && *value <= most) return *value;
  Wrong(*node, key, fmt::format("a number from {} to {}", least, most),
        fmt::format(" {} 到 {} 的数", least, most));
  return otherwise;
}

int Fields::Length(std::string_view key, int otherwise, Place* place) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  if (place != nullptr) *place = PlaceOf(node->source());
  const auto text = node->value_exact<std::string>();
  const std::optional<int> length = text ? ParseLength(*text) : std::nullopt;
  if (!length) {
    Wrong(*node, key, "minutes and seconds in quotes, such as \"3:00\"",
          "带引号的分和秒，例如 \"3:00\"");
  }
  return length.value_or(otherwise);
}

void Fields::Span(std::string_view key, double& least, double& most) {
  const toml::node* node = Find(key);
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  const bool two =
      list != nullptr && list->size() == 2 && (*list)[0].is_number() && (*list)[1].is_number();
  const double low = two ? (*list)[0].value_or(0.0) : 0;
  const double high = two ? (*list)[1].value_or(0.0) : 0;
  if (low < 0.3 || low > 1 || high < 1 || high > 3) {
    return Wrong(*node, key, "two numbers, from 0.3 to 1 and from 1 to 3, such as [0.9, 1.1]",
                 "两个数：0.3 到 1，1 到 3，例如 [0.9, 1.1]");
  }
  least = low;
  most = high;
}

std::vector<std::pair<std::string, Place>> Fields::Texts(std::string_view key) {
  std::vector<std::pair<std::string, Place>> texts;
  const toml::node* node = Find(key);
  if (node == nullptr) return texts;
  const toml::array* list = node->as_array();
  if (list == nullptr || list->empty() || !list->is_homogeneous<std::string>()) {
    Wrong(*node, key, "a list of names, such as [\"a\", \"b\"]", "名称的列表，例如 [\"a\", \"b\"]");
    return texts;
  }
  for (const toml::node& one : *list) {
    texts.emplace_back(one.value_or<std::string>(""), PlaceOf(one.source()));
  }
  return texts;
}

const toml::table* Fields::Table(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) Wrong(*node, key, fmt::format("a table, [{}]", key), "表");
  return node->as_table();
}

void Fields::Done() {
  for (const auto& [key, node] : table_) {
    if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
    faults_.Unknown(PlaceOf(key.source()), {"unknown key", "没有这一项："}, key.str(), known_);
  }
}

void Fields::Wrong(const toml::node& node, std::string_view key, std::string_view en,
                   std::string_view zh) {
  faults_.Add(PlaceOf(node.source()),
              {fmt::format("“{}” must be {}", key, en), fmt::format("“{}”应为{}", key, zh)});
}

}  // namespace boyin::rundown
