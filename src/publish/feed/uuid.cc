#include "publish/feed/uuid.h"

#include <array>

#include <uuid/uuid.h>

namespace boyin::publish {

std::string UuidV5(const char* space, std::string_view name) {
  uuid_t parent;
  uuid_t made;
  std::array<char, 37> text{};
  uuid_parse(space, parent);
  uuid_generate_sha1(made, parent, name.data(), name.size());
  uuid_unparse_lower(made, text.data());
  return text.data();
}

bool IsUuid(const std::string& text) {
  uuid_t ignored;
  return uuid_parse(text.c_str(), ignored) == 0;
}

}  // namespace boyin::publish
