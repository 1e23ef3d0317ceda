#include "base/local_day.h"

#include <array>

namespace boyin {

std::string LocalDay(std::time_t moment) {
  std::tm local{};
  ::localtime_r(&moment, &local);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &local);
  return text.data();
}

}  // namespace boyin
