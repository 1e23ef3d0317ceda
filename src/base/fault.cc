#include "base/fault.h"

#include <new>
#include <utility>

#include "base/message.h"

namespace boyin {

Error FaultOf(const std::exception& fault, std::string where) {
  if (dynamic_cast<const std::bad_alloc*>(&fault) != nullptr) {
    return {Code::kOther, std::move(where), Translated("there was not enough memory for it"),
            Translated("free memory, or do fewer things at once (--jobs)")};
  }
  return {Code::kOther, std::move(where), {fault.what(), fault.what()}, {}};
}

}  // namespace boyin
