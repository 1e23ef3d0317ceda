// The clean text between the two halves of the room: what is left of the written text once glosses,
// boilerplate and layout are gone, widths are folded and traditional characters are simplified; and
// the way back to the written bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/range.h"
#include "normalise/normalise.h"

namespace boyin::normalise {

/// A tile of the written text and of the clean text.
struct Segment {
  enum class Kind : std::uint8_t { kParallel, kFolded, kSkipped };
  Kind kind = Kind::kParallel;
  Range written;
  Range clean;
  std::string_view reason;  ///< for kSkipped: why
};

/// A stretch of the clean text that no rule may touch: the writer or the station has spoken.
struct Fixed {
  Range clean;
  std::string_view rule;  ///< "inline mark", "lexicon"
};

/// An Override before its place in the spoken text is known.
struct Wish {
  Override::Kind kind = Override::Kind::kPinyin;
  Range clean;
  std::string value;
};

struct Draft {
  std::string text;
  std::vector<Segment> segments;
  std::vector<Fixed> fixed;  ///< ascending, apart
  std::vector<Wish> wishes;
  bool traditional = false;  ///< holds characters that the simplify stage must look at

  /// Copies written[begin, end) as it is.
  void Copy(std::string_view written, std::size_t begin, std::size_t end);
  /// Writes `clean` for written[begin, end).
  void Fold(std::size_t begin, std::size_t end, std::string_view clean);
  /// Leaves written[begin, end) unread. `reason` must outlive the draft.
  void Skip(std::size_t begin, std::size_t end, std::string_view reason);
};

}  // namespace boyin::normalise
