#include "base/fault.h"

#include <new>
#include <utility>

namespace boyin {

Error FaultOf(const std::exception& fault, std::string where) {
  if (dynamic_cast<const std::bad_alloc*>(&fault) != nullptr) {
    return {Code::kOther,
            std::move(where),
            {"there was not enough memory for it", "内存不足，没有做成"},
            {"free memory, or do fewer things at once (--jobs)",
             "请腾出内存，或减少同时进行的任务（--jobs）"}};
  }
  return {Code::kOther, std::move(where), {fault.what(), fault.what()}, {}};
}

}  // namespace boyin
