#include "audit/audit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "audit/heard.h"
#include "base/message.h"
#include "encode/mono.h"

namespace boyin::audit {
namespace {

constexpr double kMargin_s = 0.2;       // heard before and after a sentence
constexpr std::size_t kTogether = 200;  // sentences that are compared with each other
constexpr std::size_t kNeighbours = 4;  // to each side
constexpr std::size_t kFewSyllables = 5;

constexpr std::array<std::string_view, 12> kNames = {"missing", "pause", "cut",     "clipping",
                                                     "click",   "level", "pace",    "repeat",
                                                     "dropped", "added", "differs", "misheard"};

/// What sentences of one speaker have in common.
struct Usual {
  double level_db = 0;
  double end_db = 0;  ///< beside its speech
  double pause_s = 0;
  double syllable_s = 0;
  double tempo = 1;     ///< own frames for one of the reference
  double distance = 0;  ///< from the reference
  double misheard = 0;  ///< syllables in a row
};

/// Sentences that were heard, judged by each other.
class Judge {
 public:
  Judge(const Script& script, const Limits& limits, Audit& audit)
      : script_(script), limits_(limits), audit_(audit) {}

  void Add(Heard heard) {
    heard_.push_back(std::move(heard));
    if (heard_.size() == kTogether) Finish();
  }

  void Finish() {
    std::map<std::string, std::vector<Heard*>> speakers;
    for (Heard& heard : heard_) {
      speakers[script_.sentences[heard.sentence].speaker].push_back(&heard);
    }
    for (auto& [speaker, sentences] : speakers) {
      JudgeSpeaker(sentences);
    }
    std::ranges::stable_sort(audit_.findings, {}, &Finding::sentence);
    heard_.clear();
  }

 private:
  void JudgeSpeaker(const std::vector<Heard*>& sentences) {
    const std::vector<std::optional<Alignment>> alignments = Compare(sentences);
    const Usual usual = UsualOf(sentences, alignments);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const Heard& heard = *sentences[i];
      if (IsMissing(heard, usual)) {
        Note(heard, Check::kMissing, heard.begin_s, heard.begin_s + heard.length_s, heard.speech_s,
             limits_.least_speech_s * static_cast<double>(heard.syllables));
        continue;
      }
      JudgeSignal(heard, alignments[i], usual);
      JudgeLevel(sentences, i);
      bool same = false;
      if (alignments[i]) {
        same = JudgeWords(heard, *alignments[i], usual) && usual.distance < kSameVoice;
      } else {
        JudgeAlone(heard, usual);
      }
      JudgeRecognised(heard, usual, same);
    }
  }

  /// `same`: it sounds as the same words in the same voice do.
  void JudgeRecognised(const Heard& heard, const Usual& usual, bool same) {
    // A voice that is misheard all the time is not understood at all.
    const bool understood = usual.misheard < static_cast<double>(limits_.misheard);
    if (!understood || heard.misheard.syllables < limits_.misheard) return;
    Note(heard, Check::kMisheard, heard.begin_s, heard.begin_s + heard.length_s,
         static_cast<double>(heard.misheard.syllables), static_cast<double>(limits_.misheard),
         heard.misheard.expected + " → " + heard.misheard.heard);
    audit_.findings.back().always = same;
  }

  [[nodiscard]] static std::vector<std::optional<Alignment>> Compare(
      const std::vector<Heard*>& sentences) {
    std::vector<const SpeechShapes*> own;
    std::vector<const SpeechShapes*> references;
    for (const Heard* heard : sentences) {
      if (heard->reference.size() == 0 || heard->own.size() == 0) continue;
      own.push_back(&heard->own);
      references.push_back(&heard->reference);
    }
    const Normal of_own = NormalOf(own);
    const Normal of_references = NormalOf(references);
    std::vector<std::optional<Alignment>> alignments(sentences.size());
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      Heard& heard = *sentences[i];
      if (heard.reference.size() == 0 || heard.own.size() == 0) continue;
      Normalise(of_own, heard.own);
      Normalise(of_references, heard.reference);
      alignments[i] = Align(heard.reference, heard.own);
    }
    return alignments;
  }

  [[nodiscard]] static Usual UsualOf(const std::vector<Heard*>& sentences,
                                     const std::vector<std::optional<Alignment>>& alignments) {
    std::vector<double> levels;
    std::vector<double> ends;
    std::vector<double> misheard;
    std::vector<double> pauses;
    std::vector<double> paces;
    std::vector<double> tempos;
    std::vector<double> distances;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const Heard& heard = *sentences[i];
      levels.push_back(heard.level_db);
      ends.push_back(heard.end_db - heard.level_db);
      misheard.push_back(static_cast<double>(heard.misheard.syllables));
      pauses.push_back(heard.pause.value);
      if (heard.syllables >= kFewSyllables) {
        paces.push_back(heard.speech_s / static_cast<double>(heard.syllables));
      }
      if (!alignments[i]) continue;
      tempos.push_back(static_cast<double>(heard.own.size()) /
                       static_cast<double>(heard.reference.size()));
      distances.insert(distances.end(), alignments[i]->distance.begin(),
                       alignments[i]->distance.end());
    }
    return {Quantile(levels, 0.5),  Quantile(ends, 0.5),   Quantile(pauses, 0.5),
            Quantile(paces, 0.5),   Quantile(tempos, 0.5), Quantile(distances, 0.5),
            Quantile(misheard, 0.5)};
  }

  [[nodiscard]] bool IsMissing(const Heard& heard, const Usual& usual) const {
    return !heard.whole || heard.level_db < usual.level_db - limits_.missing_db ||
           heard.speech_s < limits_.least_speech_s * static_cast<double>(heard.syllables);
  }

  void JudgeSignal(const Heard& heard, const std::optional<Alignment>& alignment,
                   const Usual& usual) {
    const double most_s = std::max(limits_.pause_s, 2 * usual.pause_s);
    if (heard.pause.value > most_s) {
      Note(heard, Check::kPause, heard.begin_s + heard.pause.begin_s,
           heard.begin_s + heard.pause.end_s, heard.pause.value, most_s);
    }
    const double end_db = heard.end_db - heard.level_db;
    const bool same = alignment && usual.distance < kSameVoice;
    const double usual_db =
        same ? heard.reference_end_db
             : std::max(usual.end_db, alignment ? heard.reference_end_db : -100.0);
    if (end_db > std::max(-limits_.cut_db, usual_db + limits_.cut_beside_db)) {
      const double end_s = heard.begin_s + heard.length_s;
      Note(heard, Check::kCut, end_s - 0.03, end_s, -end_db, limits_.cut_db);
    }
    for (const Place& place : heard.clippings) {
      Note(heard, Check::kClipping, place.begin_s, place.end_s, place.value, 0);
    }
    const double ratio = same ? limits_.click_beside_ratio : limits_.click_ratio;
    for (const Place& place : heard.clicks) {
      if (place.value < ratio || (same && CracksItself(heard, *alignment, place))) continue;
      Note(heard, Check::kClick, place.begin_s, place.end_s, place.value, ratio);
    }
  }

  void JudgeLevel(const std::vector<Heard*>& sentences, std::size_t i) {
    std::vector<double> around;
    for (std::size_t n = i > kNeighbours ? i - kNeighbours : 0;
         n < std::min(sentences.size(), i + kNeighbours + 1); ++n) {
      if (n != i) around.push_back(sentences[n]->level_db);
    }
    if (around.size() < 2) return;
    const Heard& heard = *sentences[i];
    const double off_db = heard.level_db - Quantile(std::move(around), 0.5);
    if (std::abs(off_db) < limits_.level_db) return;
    Note(heard, Check::kLevel, heard.begin_s, heard.begin_s + heard.length_s, off_db,
         limits_.level_db);
  }

  /// Without anything to compare with.
  void JudgeAlone(const Heard& heard, const Usual& usual) {
    if (heard.syllables >= kFewSyllables && usual.syllable_s > 0) {
      const double pace = heard.speech_s / static_cast<double>(heard.syllables) / usual.syllable_s;
      if (pace > limits_.pace || pace < 1 / limits_.pace) {
        Note(heard, Check::kPace, heard.begin_s, heard.begin_s + heard.length_s, pace,
             limits_.pace);
      }
    }
    if (!heard.repeats && heard.repeat.value < limits_.repeat) {
      Note(heard, Check::kRepeat, heard.begin_s + heard.repeat.begin_s,
           heard.begin_s + heard.repeat.end_s, heard.repeat.value, limits_.repeat);
    }
  }

  /// Whether nothing was found.
  bool JudgeWords(const Heard& heard, const Alignment& alignment, const Usual& usual) {
    ++audit_.compared;
    const CompareLimits& limits = usual.distance < kSameVoice ? kBesideSame : kBesideOther;
    const Stretch lost = WorstLost(alignment, usual.tempo);
    const Stretch added = WorstAdded(alignment, usual.tempo);
    const Stretch unlike = MostUnlike(alignment);
    if (lost.value > limits.lost_frames) {
      NoteWords(heard, Check::kDropped, {alignment.own_of[lost.begin], alignment.own_of[lost.end]},
                {lost.begin, lost.end}, lost.value * kHop_s, limits.lost_frames * kHop_s);
    }
    if (added.value > limits.added_frames) {
      NoteOwn(heard, Check::kAdded, alignment, added, added.value * kHop_s,
              limits.added_frames * kHop_s);
    }
    if (lost.value > limits.lost_frames || added.value > limits.added_frames) return false;
    if (unlike.value <= limits.unlike) return true;
    NoteOwn(heard, Check::kDiffers, alignment, unlike, unlike.value, limits.unlike);
    return false;
  }

  struct FrameRange {
    std::size_t begin;
    std::size_t end;
  };

  void NoteOwn(const Heard& heard, Check check, const Alignment& alignment, const Stretch& own,
               double value, double limit) {
    const std::size_t end = std::min(own.end, alignment.reference_of.size() - 1);
    NoteWords(heard, check, {own.begin, end},
              {alignment.reference_of[own.begin], alignment.reference_of[end]}, value, limit);
  }

  void NoteWords(const Heard& heard, Check check, FrameRange own, FrameRange reference,
                 double value, double limit) {
    const auto time_of = [](const SpeechShapes& shapes, std::size_t frame) {
      return static_cast<double>(shapes.frames[std::min(frame, shapes.size() - 1)]) * kHop_s;
    };
    std::string words;
    const double begin_s = time_of(heard.reference, reference.begin);
    const double end_s = time_of(heard.reference, reference.end);
    for (const Word& word : heard.words) {
      if (word.end_s > begin_s && word.begin_s < end_s) words += word.text;
    }
    Note(heard, check, heard.begin_s + time_of(heard.own, own.begin),
         heard.begin_s + time_of(heard.own, own.end), value, limit, std::move(words));
  }

  void Note(const Heard& heard, Check check, double begin_s, double end_s, double value,
            double limit, std::string words = {}) {
    audit_.findings.push_back(
        {heard.sentence, check, begin_s, end_s, std::move(words), value, limit});
  }

  const Script& script_;
  const Limits& limits_;
  Audit& audit_;
  std::vector<Heard> heard_;
};

/// Cuts the sentences out of the sound as it comes.
class Examiner {
 public:
  Examiner(const Script& script, const SayAgain& say_again, const Recognise& recognise,
           Audit& audit)
      : script_(script),
        say_again_(say_again),
        recognise_(recognise),
        judge_(script, limits_, audit) {}

  /// False where nothing more is wanted.
  bool Take(std::span<const float> samples, int rate_hz) {
    rate_hz_ = rate_hz;
    buffer_.insert(buffer_.end(), samples.begin(), samples.end());
    while (failed_ && next_ < script_.sentences.size()) {
      const double until_s = LastSecond(next_) + kMargin_s;
      const auto end = first_ + static_cast<std::int64_t>(buffer_.size());
      if (static_cast<double>(end) < until_s * rate_hz) break;
      Hear();
    }
    Forget();
    return failed_.has_value() && next_ < script_.sentences.size();
  }

  Result<void> Finish() {
    while (failed_ && next_ < script_.sentences.size()) Hear();
    if (failed_) judge_.Finish();
    return failed_;
  }

 private:
  [[nodiscard]] double LastSecond(std::size_t i) const {
    const Sentence& sentence = script_.sentences[i];
    return std::min(sentence.end_s, sentence.begin_s + kMostSeconds);
  }

  /// Half of the time to the sentence before or after belongs to each.
  [[nodiscard]] static double Margin(double gap_s) { return std::clamp(gap_s / 2, 0.0, kMargin_s); }

  void Hear() {
    const std::size_t i = next_++;
    const Sentence& sentence = script_.sentences[i];
    const double before =
        i == 0 ? kMargin_s : Margin(sentence.begin_s - script_.sentences[i - 1].end_s);
    const double after = i + 1 == script_.sentences.size()
                             ? kMargin_s
                             : Margin(script_.sentences[i + 1].begin_s - sentence.end_s);
    Heard heard = Listen({buffer_, first_, rate_hz_}, sentence, before, after, limits_);
    heard.sentence = i;
    if (say_again_ && heard.length_s < kMostSeconds) {
      Result<std::optional<Reference>> again = say_again_(sentence);
      if (!again) {
        failed_ = tl::unexpected(again.error());
        return;
      }
      if (*again) TakeReference(std::move(**again), limits_, heard);
    }
    if (recognise_) {
      const std::span<const float> own =
          SoundWindow{buffer_, first_, rate_hz_}.Between(sentence.begin_s, LastSecond(i));
      const Result<std::string> pinyin = recognise_(own, rate_hz_);
      if (!pinyin) {
        failed_ = tl::unexpected(pinyin.error());
        return;
      }
      heard.misheard = LongestMisheard(sentence.pinyin, *pinyin);
    }
    judge_.Add(std::move(heard));
  }

  /// What lies before the next sentence is not needed any more.
  void Forget() {
    const auto end = first_ + static_cast<std::int64_t>(buffer_.size());
    const double from_s = next_ < script_.sentences.size()
                              ? script_.sentences[next_].begin_s - kMargin_s
                              : static_cast<double>(end) / rate_hz_;
    const auto from = std::clamp<std::int64_t>(std::llround(from_s * rate_hz_), first_, end);
    if (from - first_ < rate_hz_ && from < end) return;  // not for every packet
    buffer_.erase(buffer_.begin(), buffer_.begin() + (from - first_));
    first_ = from;
  }

  const Script& script_;
  const SayAgain& say_again_;
  const Recognise& recognise_;
  Limits limits_;
  Judge judge_;
  Result<void> failed_;  // what `say_again` or `recognise` said, if it failed
  std::size_t next_ = 0;
  std::vector<float> buffer_;
  std::int64_t first_ = 0;  // sample of the file that the buffer begins with
  int rate_hz_ = 0;
};

}  // namespace

std::string_view CheckName(Check check) { return kNames[static_cast<std::size_t>(check)]; }

Message CheckTitle(Check check) {
  static const std::array<Message, kNames.size()> kTitles = {{
      Translated("is not heard"),
      Translated("too long a pause"),
      Translated("breaks off"),
      Translated("is clipped"),
      Translated("a click"),
      Translated("level unlike the sentences around"),
      Translated("pace unlike the other sentences"),
      Translated("heard twice in a row"),
      Translated("left out"),
      Translated("more is heard"),
      Translated("sounds different"),
      Translated("is heard otherwise"),
  }};
  return kTitles[static_cast<std::size_t>(check)];
}

std::vector<std::size_t> Audit::Flagged() const {
  std::vector<std::size_t> flagged;
  for (const Finding& finding : findings) {
    if (finding.always) continue;
    if (flagged.empty() || flagged.back() != finding.sentence) flagged.push_back(finding.sentence);
  }
  return flagged;
}

Result<Audit> Examine(const std::filesystem::path& sound, const Script& script,
                      const SayAgain& say_again, const Recognise& recognise) {
  Audit audit;
  audit.sentences = script.sentences.size();
  Examiner examiner(script, say_again, recognise, audit);
  const Result<void> read = encode::ReadMono(
      sound,
      [&](std::span<const float> samples, int rate_hz) { return examiner.Take(samples, rate_hz); });
  if (!read) return tl::unexpected(read.error());
  if (Result<void> heard = examiner.Finish(); !heard) return tl::unexpected(heard.error());
  return audit;
}

}  // namespace boyin::audit
