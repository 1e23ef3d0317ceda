#include "server/http/json_body.h"

#include <fmt/format.h>

namespace boyin::server {

JsonBody::JsonBody(std::string_view body)
    : body_(nlohmann::json::parse(body.begin(), body.end(), nullptr, false)) {
  if (!body_.is_object()) {
    refusal_ = ErrorReply(400, "invalid_json", "the body must be one JSON object in UTF-8");
    body_ = nlohmann::json::object();
  }
}

bool JsonBody::Has(std::string_view name) const {
  const auto found = body_.find(name);
  return found != body_.end() && !found->is_null();
}

std::string JsonBody::Text(const std::string& name) {
  if (!Has(name)) {
    Refuse(fmt::format("'{}' is missing", name), name);
    return {};
  }
  return Text(name, {});
}

std::string JsonBody::Text(const std::string& name, std::string_view otherwise) {
  if (!Has(name)) return std::string(otherwise);
  const nlohmann::json& value = body_[name];
  if (value.is_string()) return value.get<std::string>();
  Refuse(fmt::format("'{}' must be a string", name), name);
  return {};
}

double JsonBody::Number(const std::string& name, double otherwise, double least, double most) {
  if (!Has(name)) return otherwise;
  const nlohmann::json& value = body_[name];
  const double number = value.is_number() ? value.get<double>() : least - 1;
  if (number >= least && number <= most) return number;
  Refuse(fmt::format("'{}' must be a number from {} to {}", name, least, most), name);
  return otherwise;
}

std::vector<std::pair<std::string, std::string>> JsonBody::Texts(const std::string& name) {
  std::vector<std::pair<std::string, std::string>> texts;
  if (!Has(name)) return texts;
  const nlohmann::json& value = body_[name];
  bool good = value.is_object();
  for (const auto& [key, text] : value.items()) {
    good = good && text.is_string();
    if (good) texts.emplace_back(key, text.get<std::string>());
  }
  if (!good) Refuse(fmt::format("'{}' must be an object of texts", name), name);
  return texts;
}

bool JsonBody::Flag(const std::string& name, bool otherwise) {
  if (!Has(name)) return otherwise;
  if (body_[name].is_boolean()) return body_[name].get<bool>();
  Refuse(fmt::format("'{}' must be true or false", name), name);
  return otherwise;
}

std::string JsonBody::NameOrId(const std::string& name) {
  if (Has(name) && body_[name].is_object()) {
    const nlohmann::json& object = body_[name];
    const auto id = object.find("id");
    if (id != object.end() && id->is_string()) return id->get<std::string>();
  }
  return Text(name);
}

void JsonBody::Refuse(std::string_view message, const std::string& param) {
  if (!refusal_) refusal_ = ErrorReply(400, "invalid_value", message, param);
}

}  // namespace boyin::server
