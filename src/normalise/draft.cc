#include "normalise/draft.h"

namespace boyin::normalise {

void Draft::Copy(std::string_view written, std::size_t begin, std::size_t end) {
  if (begin == end) return;
  const std::size_t at = text.size();
  text.append(written.substr(begin, end - begin));
  if (!segments.empty() && segments.back().kind == Segment::Kind::kParallel) {
    segments.back().written.end = end;
    segments.back().clean.end = text.size();
    return;
  }
  segments.push_back({Segment::Kind::kParallel, {begin, end}, {at, text.size()}, {}});
}

void Draft::Fold(std::size_t begin, std::size_t end, std::string_view clean) {
  const std::size_t at = text.size();
  text.append(clean);
  segments.push_back({Segment::Kind::kFolded, {begin, end}, {at, text.size()}, {}});
}

void Draft::Skip(std::size_t begin, std::size_t end, std::string_view reason) {
  if (begin == end) return;
  const Range clean{text.size(), text.size()};
  if (!segments.empty() && segments.back().kind == Segment::Kind::kSkipped &&
      segments.back().reason == reason) {
    segments.back().written.end = end;
    return;
  }
  segments.push_back({Segment::Kind::kSkipped, {begin, end}, clean, reason});
}

}  // namespace boyin::normalise
