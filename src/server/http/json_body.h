// A JSON body taken apart, each field with its own refusal. Private to server.
//
//   JsonBody body(request.body);
//   const std::string text = body.Text("input");     // remembers what was wrong first
//   if (body.refusal()) return answer(*body.refusal());
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/http/http.h"

namespace boyin::server {

inline constexpr std::size_t kMostJsonBytes = 1 << 20U;  ///< it is parsed in this process

class JsonBody {
 public:
  explicit JsonBody(std::string_view body);

  [[nodiscard]] bool Has(std::string_view name) const;
  /// A string that must be there.
  [[nodiscard]] std::string Text(const std::string& name);
  [[nodiscard]] std::string Text(const std::string& name, std::string_view otherwise);
  [[nodiscard]] double Number(const std::string& name, double otherwise, double least, double most);
  /// {"name": "text", …}; nothing where it is not there.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> Texts(const std::string& name);
  [[nodiscard]] bool Flag(const std::string& name, bool otherwise);
  /// "name", or {"id": "name"}.
  [[nodiscard]] std::string NameOrId(const std::string& name);

  void Refuse(std::string_view message, const std::string& param);
  [[nodiscard]] const std::optional<Reply>& refusal() const { return refusal_; }

 private:
  nlohmann::json body_;
  std::optional<Reply> refusal_;
};

}  // namespace boyin::server
