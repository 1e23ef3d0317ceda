// A bulletin written out: everything that is said, in order, as one document, and who says it when.
// Private to pipeline.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "pipeline/bulletin.h"

namespace boyin::pipeline {

enum class Slot { kOpening, kSting, kClosing, kRecording };

/// The part of a bulletin that is not a story.
inline constexpr int kFrame = -1;

/// Something that is said by one voice, or a piece of music.
struct Step {
  std::optional<Slot> music{};          ///< nothing is said, this is played
  std::vector<intake::Block> blocks{};  ///< ranges are those of the whole document; of a recording
                                        ///< its transcript
  std::string role{};
  std::string chapter{};  ///< begins here; empty: none does
  int story = kFrame;     ///< index into the stories of the order
  bool over_bed = false;
  bool number_safety = false;
  int pause_after_ms = 0;       ///< at least
  bool speech_follows = false;  ///< of music: somebody speaks next, or a recording does

  [[nodiscard]] bool IsRecording() const { return music == Slot::kRecording; }
  [[nodiscard]] bool IsMusic() const { return music && !IsRecording(); }
};

struct RunningOrder {
  intake::Document document;
  std::vector<Step> steps;
  std::vector<Direction> directions{};  ///< see Reading
  std::vector<episode::LostTake> lost_takes{};
};

/// Writes out the bulletin without the stories in `left_out`.
[[nodiscard]] RunningOrder WriteOut(const BulletinOrder& order, const std::set<int>& left_out);

/// As pipeline/takes.h, for all that is said in a bulletin. `voices`: of the roles.
void PutTakes(const std::vector<Take>& takes, const normalise::Normaliser& normaliser,
              const pronounce::Pronouncer& pronouncer,
              const std::map<std::string, voice::Voice>& voices, RunningOrder& running);

/// The title of a story, else its first words.
[[nodiscard]] std::string ChapterOf(const Story& story);

/// The stretches of a paragraph that somebody says in his own words (behind ：“, up to ”), as
/// bytes of `text`.
[[nodiscard]] std::vector<Range> DirectSpeech(std::string_view text);

}  // namespace boyin::pipeline
