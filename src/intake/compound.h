// Compound files, in which old Office programs and Windows keep theirs; libgsf opens them, and is
// seen by compound.cc alone. Private to intake.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::intake {

[[nodiscard]] bool IsCompound(std::string_view bytes);

class Compound {
 public:
  /// `bytes` must outlive the result. Nothing for a broken file.
  [[nodiscard]] static std::optional<Compound> Open(std::string_view bytes);

  [[nodiscard]] bool Has(const char* stream) const;
  /// A stream at the root; nothing where there is none, or it is broken or longer than a text.
  [[nodiscard]] std::optional<std::string> Read(const char* stream) const;

  struct Summary {
    std::string title;
    std::string author;
    std::string created;  ///< ISO 8601, or empty
  };
  [[nodiscard]] Summary ReadSummary() const;

 private:
  struct Close {
    void operator()(void* object) const;
  };
  std::unique_ptr<void, Close> file_;
};

}  // namespace boyin::intake
