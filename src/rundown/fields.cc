#include "rundown/fields.h"

#include "base/message.h"

namespace boyin::rundown {

std::string Fields::Template(std::string_view key) {
  Place place;
  std::string text = Text(key, &place);
  if (const std::string unknown = UnknownPlaceholder(text); !unknown.empty()) {
    faults().Unknown(place, Translated("unknown placeholder"), unknown, Placeholders());
  }
  return text;
}

int Fields::Length(std::string_view key, int otherwise, Place* place) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  if (place != nullptr) *place = PlaceOf(node->source());
  const auto text = node->value_exact<std::string>();
  const std::optional<int> length = text ? ParseLength(*text) : std::nullopt;
  if (!length) {
    Wrong(*node, key, Translated("minutes and seconds in quotes, such as \"3:00\""));
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
    return Wrong(*node, key,
                 Translated("two numbers, from 0.3 to 1 and from 1 to 3, such as [0.9, 1.1]"));
  }
  least = low;
  most = high;
}

}  // namespace boyin::rundown
