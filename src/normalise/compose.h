// Builds the Spoken: the readings in order, with their way back through the draft.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "normalise/draft.h"
#include "normalise/reading.h"

namespace boyin::normalise {

class Composer {
 public:
  explicit Composer(const Draft& draft);

  /// The clean text up to `end` is spoken as it stands.
  void Same(std::size_t end);
  /// The clean text up to `end` is spoken as the reading says.
  void Read(std::size_t end, const Reading& reading);
  /// The clean text up to `end` is not spoken.
  void Skip(std::size_t end, std::string_view reason);
  /// What is left, and the wishes.
  [[nodiscard]] Spoken Finish();

  [[nodiscard]] std::string_view spoken() const { return spoken_.text; }
  /// How far the clean text has been said.
  [[nodiscard]] std::size_t clean() const { return clean_; }

 private:
  void PassSkipped();
  void Add(PieceKind kind, std::size_t written_end, std::string_view text, std::size_t detail);
  std::size_t DetailFor(std::string_view semiotic_class, std::string_view rule,
                        std::string_view reason);
  std::size_t WrittenEnd(std::size_t clean);

  const Draft& draft_;
  Spoken spoken_;
  std::size_t clean_ = 0;
  std::size_t written_ = 0;
  std::size_t segment_ = 0;
  std::map<std::string, std::size_t, std::less<>> shared_;  // details without content of their own
  std::vector<std::size_t> wish_begin_;
  std::vector<std::size_t> wish_end_;
  std::size_t next_begin_ = 0;
  std::size_t next_end_ = 0;
  void Mark();
};

}  // namespace boyin::normalise
