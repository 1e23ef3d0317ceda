// What only a rundown has in its tables: templates, lengths of time, spans. Private to rundown.
#pragma once

#include <string>
#include <string_view>

#include "base/toml_fields.h"
#include "rundown/rundown.h"

namespace boyin::rundown {

class Fields : public TomlFields {
 public:
  using TomlFields::TomlFields;

  /// A text in which placeholders may stand.
  [[nodiscard]] std::string Template(std::string_view key);
  /// "3:00" in milliseconds.
  [[nodiscard]] int Length(std::string_view key, int otherwise, Place* place = nullptr);
  /// [0.9, 1.1]: least and most, on either side of 1.
  void Span(std::string_view key, double& least, double& most);
};

}  // namespace boyin::rundown
