#include "normalise/compose.h"

#include <algorithm>

namespace boyin::normalise {

Composer::Composer(const Draft& draft)
    : draft_(draft), wish_begin_(draft.wishes.size()), wish_end_(draft.wishes.size()) {
  spoken_.text.reserve(draft.text.size() + draft.text.size() / 8);
}

// Wishes hold on to the clean text; here they learn where that came to be spoken.
void Composer::Mark() {
  while (next_begin_ < wish_begin_.size() && draft_.wishes[next_begin_].clean.begin <= clean_) {
    wish_begin_[next_begin_++] = spoken_.text.size();
  }
  while (next_end_ < next_begin_ && draft_.wishes[next_end_].clean.end <= clean_) {
    wish_end_[next_end_++] = spoken_.text.size();
  }
}

void Composer::Add(PieceKind kind, std::size_t written_end, std::string_view text,
                   std::size_t detail) {
  const std::size_t at = spoken_.text.size();
  spoken_.text.append(text);
  Piece piece{kind, {written_, written_end}, {at, spoken_.text.size()}, detail};
  written_ = written_end;
  if (!spoken_.pieces.empty()) {
    Piece& last = spoken_.pieces.back();
    const bool joins = last.kind == kind && kind != PieceKind::kVerbalised && last.detail == detail;
    if (joins) {
      last.written.end = piece.written.end;
      last.spoken.end = piece.spoken.end;
      return;
    }
  }
  spoken_.pieces.push_back(piece);
}

std::size_t Composer::DetailFor(std::string_view semiotic_class, std::string_view rule,
                                std::string_view reason) {
  std::string key(semiotic_class);
  key.append("\t").append(rule).append("\t").append(reason);
  const auto found = shared_.find(key);
  if (found != shared_.end()) return found->second;
  Detail detail;
  detail.semiotic_class = semiotic_class;
  detail.rule = rule;
  detail.reason = reason;
  spoken_.details.push_back(std::move(detail));
  return shared_[key] = spoken_.details.size() - 1;
}

// Emits what was left out of the clean text at this place.
void Composer::PassSkipped() {
  Mark();
  while (segment_ < draft_.segments.size()) {
    const Segment& segment = draft_.segments[segment_];
    if (segment.kind == Segment::Kind::kSkipped) {
      if (segment.clean.begin > clean_) return;
      if (written_ < segment.written.end) {
        Add(PieceKind::kSkipped, segment.written.end, {},
            DetailFor("skipped", "clean", segment.reason));
      }
      ++segment_;
    } else if (segment.clean.end <= clean_ && segment.written.end <= written_) {
      ++segment_;
    } else {
      return;
    }
  }
}

// Where the clean byte came from, going on from the current segment.
std::size_t Composer::WrittenEnd(std::size_t clean) {
  while (segment_ < draft_.segments.size() && draft_.segments[segment_].clean.end < clean) {
    ++segment_;
  }
  if (segment_ == draft_.segments.size()) return written_;
  const Segment& segment = draft_.segments[segment_];
  if (segment.kind == Segment::Kind::kParallel) {
    return segment.written.begin + (clean - segment.clean.begin);
  }
  return segment.written.end;
}

void Composer::Same(std::size_t end) {
  while (clean_ < end) {
    PassSkipped();
    const Segment& segment = draft_.segments[segment_];
    const std::size_t stop = std::min(end, segment.clean.end);
    const std::string_view text = std::string_view(draft_.text).substr(clean_, stop - clean_);
    std::size_t mark = stop;
    // A wish that begins or ends inside is a place to stop at.
    if (next_begin_ < draft_.wishes.size() && draft_.wishes[next_begin_].clean.begin > clean_) {
      mark = std::min(mark, draft_.wishes[next_begin_].clean.begin);
    }
    if (next_end_ < next_begin_ && draft_.wishes[next_end_].clean.end > clean_) {
      mark = std::min(mark, draft_.wishes[next_end_].clean.end);
    }
    const std::size_t written_end = WrittenEnd(mark);
    const std::string_view part = text.substr(0, mark - clean_);
    if (segment.kind == Segment::Kind::kParallel) {
      Add(PieceKind::kSame, written_end, part, 0);
    } else {
      Add(PieceKind::kVerbalised, written_end, part, DetailFor("character form", "width", {}));
    }
    clean_ = mark;
  }
}

void Composer::Read(std::size_t end, const Reading& reading) {
  PassSkipped();
  std::size_t detail = 0;
  if (reading.alternatives.empty() && reading.semiotic_class == "punctuation") {
    detail = DetailFor(reading.semiotic_class, reading.rule, {});
  } else {
    spoken_.details.push_back({std::string(reading.semiotic_class),
                               std::string(reading.rule),
                               {},
                               reading.confidence,
                               reading.alternatives});
    detail = spoken_.details.size() - 1;
  }
  const std::size_t written_end = WrittenEnd(end);
  clean_ = end;
  Add(PieceKind::kVerbalised, written_end, reading.spoken, detail);
}

void Composer::Skip(std::size_t end, std::string_view reason) {
  PassSkipped();
  const std::size_t written_end = WrittenEnd(end);
  clean_ = end;
  Add(PieceKind::kSkipped, written_end, {}, DetailFor("skipped", "silent", reason));
}

Spoken Composer::Finish() {
  Same(draft_.text.size());
  PassSkipped();
  Mark();
  for (std::size_t i = 0; i < draft_.wishes.size(); ++i) {
    const Wish& wish = draft_.wishes[i];
    spoken_.overrides.push_back({wish.kind, {wish_begin_[i], wish_end_[i]}, wish.value});
  }
  return std::move(spoken_);
}

}  // namespace boyin::normalise
