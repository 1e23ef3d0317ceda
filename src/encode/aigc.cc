#include <nlohmann/json.hpp>

#include "encode/encode.h"

namespace boyin::encode {

std::string AigcJson(const Aigc& aigc) {
  // In the order of GB 45438-2025, Annex E. Bytes that are no UTF-8 are replaced, not thrown at.
  nlohmann::ordered_json json;
  json["Label"] = aigc.label;
  json["ContentProducer"] = aigc.content_producer;
  json["ProduceID"] = aigc.produce_id;
  json["ReservedCode1"] = aigc.reserved_code_1;
  json["ContentPropagator"] = aigc.content_propagator;
  json["PropagateID"] = aigc.propagate_id;
  json["ReservedCode2"] = aigc.reserved_code_2;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace boyin::encode
