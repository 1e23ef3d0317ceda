// What somebody wishes to hear, checked. Private to server.
#pragma once

#include <string>

#include "server/performance.h"

namespace boyin::server {

class Service;

struct Wish {
  std::string text;
  std::string voice;
  double speed = 1;    ///< what no voice can do becomes the nearest that it can
  std::string format;  ///< of a stream
  std::string caller;
};

/// The error's `where` names the field of the API that is wrong.
[[nodiscard]] Result<Order> MakeOrder(const Service& service, const Wish& wish);

/// 400, in the shape that OpenAI's clients read.
[[nodiscard]] Reply RefusalOfOrder(const Error& error);

}  // namespace boyin::server
