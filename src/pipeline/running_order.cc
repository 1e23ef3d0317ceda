#include "pipeline/running_order.h"

#include <algorithm>

#include "base/message.h"
#include "base/utf8.h"

namespace boyin::pipeline {
namespace {

using intake::Block;
using intake::BlockKind;

constexpr std::string_view kReporter = "reporter";
constexpr std::string_view kFullStop = "。";
constexpr std::string_view kColons[] = {"：", ":"};
constexpr int kPartPauseMs = 1000;           // between the parts of a bulletin
constexpr int kBedBetweenMs = 1800;          // the bed swells between two parts, and
constexpr int kBedAfterMs = 2600;            // behind the last of them
constexpr int kHeadlinePauseMs = 700;        // between headlines
constexpr std::size_t kShortestSpeech = 24;  // bytes; eight characters: less is a name or a slogan
constexpr std::size_t kTitleCharacters = 20;

bool IsEnded(std::string_view text) {
  constexpr std::string_view kEnds[] = {"。", "！", "？", "…", ".", "!", "?", "”"};
  return std::any_of(std::begin(kEnds), std::end(kEnds),
                     [&](std::string_view end) { return text.ends_with(end); });
}

/// Puts the parts of a bulletin behind each other.
class Writer {
 public:
  Writer(const BulletinOrder& order, const std::set<int>& left_out)
      : order_(order), rundown_(order.rundown) {
    for (std::size_t i = 0; i < order.stories.size(); ++i) {
      const int story = static_cast<int>(i);
      if (left_out.count(story) == 0) kept_.push_back(story);
    }
    facts_ = {order.day, rundown_.title, kept_.size(), order.correction, rundown_.time};
  }

  RunningOrder Write() {
    Describe();
    if (order_.music.opening) Play(Slot::kOpening, kFrame);
    chapter_ = rundown_.title;
    if (!order_.correction.empty()) Say(rundown_.correction, kPartPauseMs);
    Say(rundown_.opening, kPartPauseMs);
    Headlines();
    for (std::size_t turn = 0; turn < kept_.size(); ++turn) Tell(kept_[turn], turn);
    if (order_.music.sting && !rundown_.sign_off.text.empty()) Play(Slot::kSting, kFrame);
    chapter_ = rundown_.sign_off.text.empty() ? "" : "结束语";
    Say(rundown_.sign_off, 0);
    if (order_.music.closing) Play(Slot::kClosing, kFrame);
    Join();
    return std::move(out_);
  }

 private:
  /// How the steps follow each other: speech over the end of music, and the bed heard alone between
  /// the parts that lie on it and behind them.
  void Join() {
    std::vector<Step>& steps = out_.steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Step* next = i + 1 < steps.size() ? &steps[i + 1] : nullptr;
      steps[i].speech_follows = steps[i].IsMusic() && next != nullptr && !next->IsMusic();
      if (!steps[i].over_bed || !order_.music.bed) continue;
      const bool last = next == nullptr || !next->over_bed;
      const bool part = next != nullptr && !next->chapter.empty();
      if (last || part) {
        steps[i].pause_after_ms =
            std::max(steps[i].pause_after_ms, last ? kBedAfterMs : kBedBetweenMs);
      }
    }
  }

  void Describe() {
    intake::Document& document = out_.document;
    document.file = rundown_.file;
    document.name = rundown_.title;
    document.format = "rundown";
    document.encoding = "UTF-8";
    document.metadata.title = rundown_.title + " " + rundown::IsoDay(order_.day);
    document.metadata.source = rundown_.title;
    document.metadata.date = rundown::IsoDay(order_.day);
    document.metadata.language = "zh";
  }

  [[nodiscard]] const std::string& Announcer(std::size_t turn) const {
    return rundown_.announcers[turn % rundown_.announcers.size()];
  }

  void Play(Slot slot, int story) {
    Step step;
    step.music = slot;
    step.story = story;
    Add(std::move(step));
  }

  void Add(Step step) {
    step.chapter = std::move(chapter_);
    chapter_.clear();
    out_.steps.push_back(std::move(step));
  }

  void Say(const rundown::Words& words, int pause_ms) {
    const std::string text = rundown::FillIn(words.text, facts_);
    if (text.empty()) return;
    Step step;
    step.role = words.role.empty() ? Announcer(0) : words.role;
    step.blocks.push_back(Append(text));
    step.over_bed = before_stories_;
    step.pause_after_ms = pause_ms;
    Add(std::move(step));
  }

  void Headlines() {
    std::vector<int> told;
    for (const int story : kept_) {
      const Story& one = order_.stories[static_cast<std::size_t>(story)];
      if (one.headline && !TitleOf(one).empty()) told.push_back(story);
    }
    const int most = rundown_.headlines_most;
    if (most > 0 && told.size() > static_cast<std::size_t>(most)) {
      told.resize(static_cast<std::size_t>(most));
    }
    if (most >= 0 && !told.empty()) {
      chapter_ = "内容提要";
      Say(rundown_.headlines, 0);
      for (std::size_t turn = 0; turn < told.size(); ++turn) {
        Headline(told[turn], turn, turn + 1 == told.size());
      }
    }
    before_stories_ = false;
  }

  void Headline(int story, std::size_t turn, bool last) {
    std::string text = TitleOf(order_.stories[static_cast<std::size_t>(story)]);
    if (!IsEnded(text)) text += kFullStop;
    Step step;
    step.role = Announcer(turn);
    step.story = story;  // it goes where the story goes
    step.blocks.push_back(Append(text));
    step.over_bed = true;
    step.pause_after_ms = last ? kPartPauseMs : kHeadlinePauseMs;
    Add(std::move(step));
  }

  void Tell(int index, std::size_t turn) {
    const Story& story = order_.stories[static_cast<std::size_t>(index)];
    chapter_ = ChapterOf(story);
    const bool sting = story.sting ? story.sting->has_value() : order_.music.sting.has_value();
    if (sting && !out_.steps.empty()) Play(Slot::kSting, index);
    std::string role = story.role.empty() ? Announcer(turn) : story.role;
    const std::size_t first = out_.steps.size();
    const std::size_t base = out_.document.text.size();
    out_.document.text += story.document.text + '\n';
    for (intake::Dropped dropped : story.document.dropped) {
      dropped.source = {dropped.source.begin + base, dropped.source.end + base};
      out_.document.dropped.push_back(std::move(dropped));
    }
    if (story.recording) return Broadcast(story, index, base);
    std::vector<Block> credits;  // a credit closes the story, wherever it stands
    for (Block block : story.document.blocks) {
      block.source = {block.source.begin + base, block.source.end + base};
      if (block.kind == BlockKind::kCredit) {
        credits.push_back(std::move(block));
        continue;
      }
      TakeLabel(block, role);
      if (!block.text.empty()) Divide(std::move(block), role, index, story.number_safety, first);
    }
    for (Block& block : credits) {
      out_.document.blocks.push_back(block);
      Voice(std::move(block), role, index, story.number_safety, first);
    }
    std::sort(out_.document.blocks.begin(), out_.document.blocks.end(),
              [](const Block& a, const Block& b) { return a.source.begin < b.source.begin; });
    Newline();
    if (out_.steps.size() > first) out_.steps.back().pause_after_ms = kPartPauseMs;
  }

  /// A recording, with what is said in it.
  void Broadcast(const Story& story, int index, std::size_t base) {
    Step step;
    step.music = Slot::kRecording;
    step.story = index;
    step.pause_after_ms = kPartPauseMs;
    for (Block block : story.document.blocks) {
      block.source = {block.source.begin + base, block.source.end + base};
      out_.document.blocks.push_back(block);
      step.blocks.push_back(std::move(block));
    }
    Newline();
    Add(std::move(step));
  }

  /// “记者：…” is said by the role of that label, as are the paragraphs behind it; the label is not
  /// said.
  void TakeLabel(Block& block, std::string& role) {
    for (const auto& [label, speaker] : rundown_.speakers) {
      if (!block.text.starts_with(label)) continue;
      const std::string_view behind = std::string_view(block.text).substr(label.size());
      std::size_t colon = 0;
      for (const std::string_view mark : kColons) {
        if (behind.starts_with(mark)) colon = mark.size();
      }
      if (colon == 0) continue;
      const std::size_t length = label.size() + colon;
      out_.document.dropped.push_back(
          {{block.source.begin, block.source.begin + length}, "speaker label"});
      block.text.erase(0, length);
      block.source.begin += length;
      role = speaker;
      return;
    }
  }

  /// Gives what somebody says in a paragraph to the reporter, where there is one.
  void Divide(Block block, const std::string& role, int story, bool safe, std::size_t first) {
    const bool reporter = order_.voices.count(std::string(kReporter)) > 0;
    if (!reporter || block.kind == BlockKind::kHeading) {
      return Whole(block, role, story, safe, first);
    }
    if (block.kind == BlockKind::kQuote) {
      return Whole(block, std::string(kReporter), story, safe, first);
    }
    std::size_t at = 0;
    const auto part = [&](Range range, const std::string& who) {
      if (range.empty()) return;
      Block piece = block;
      piece.text = std::string(range.In(block.text));
      piece.source = {block.source.begin + range.begin, block.source.begin + range.end};
      Whole(piece, who, story, safe, first);
    };
    for (const Range& speech : DirectSpeech(block.text)) {
      part({at, speech.begin}, role);
      part(speech, std::string(kReporter));
      at = speech.end;
    }
    part({at, block.text.size()}, role);
  }

  void Whole(const Block& block, const std::string& role, int story, bool safe, std::size_t first) {
    out_.document.blocks.push_back(block);
    Voice(block, role, story, safe, first);
  }

  /// A block joins the step before where one voice goes on.
  void Voice(Block block, const std::string& role, int story, bool safe, std::size_t first) {
    if (out_.steps.size() == first || out_.steps.back().role != role) {
      Step step;
      step.role = role;
      step.story = story;
      step.number_safety = safe;
      Add(std::move(step));
    }
    out_.steps.back().blocks.push_back(std::move(block));
  }

  /// Words of boyin's own, at the end of the document.
  Block Append(const std::string& text) {
    Block block;
    block.text = text;
    block.source = {out_.document.text.size(), out_.document.text.size() + text.size()};
    out_.document.text += text + '\n';
    out_.document.blocks.push_back(block);
    Newline();
    return block;
  }

  /// The line feed at the end of the document is layout.
  void Newline() {
    const std::size_t end = out_.document.text.size();
    out_.document.dropped.push_back({{end - 1, end}, "layout"});
  }

  const BulletinOrder& order_;
  const rundown::Rundown& rundown_;
  std::vector<int> kept_;
  rundown::Facts facts_;
  RunningOrder out_;
  std::string chapter_;  // begins with the next step
  bool before_stories_ = true;
};

}  // namespace

std::string TitleOf(const Story& story) {
  if (!story.title.empty()) return story.title;
  const intake::Document& document = story.document;
  if (!document.metadata.title.empty()) return document.metadata.title;
  for (const Block& block : document.blocks) {
    if (block.kind == BlockKind::kHeading) return block.text;
  }
  return {};
}

std::string ChapterOf(const Story& story) {
  std::string title = TitleOf(story);
  if (title.empty() && story.document.blocks.empty()) return story.document.name;
  if (!title.empty()) return title;
  const std::string& text = story.document.blocks.front().text;
  std::size_t at = 0;
  for (std::size_t i = 0; i < kTitleCharacters && at < text.size(); ++i) {
    at += utf8::Decode(text, at).length;
  }
  return text.substr(0, at) + (at < text.size() ? "…" : "");
}

std::vector<Range> DirectSpeech(std::string_view text) {
  constexpr std::string_view kOpenings[] = {"：“", ":“", "：「", ":「"};
  std::vector<Range> speeches;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t open = std::string_view::npos;
    std::size_t begin = 0;
    for (const std::string_view opening : kOpenings) {
      const std::size_t found = text.find(opening, at);
      if (found >= open) continue;
      open = found;
      begin = found + (opening.starts_with(':') ? 1 : 3);
    }
    if (open == std::string_view::npos) break;
    const std::string_view closing = text.substr(begin).starts_with("“") ? "”" : "」";
    const std::size_t close = text.find(closing, begin);
    if (close == std::string_view::npos) break;
    at = close + closing.size();
    if (close - begin >= kShortestSpeech && IsEnded(text.substr(begin, close - begin))) {
      speeches.push_back({begin, at});
    }
  }
  return speeches;
}

Result<intake::Document> Excerpt(const intake::Document& document,
                                 const rundown::Paragraphs& paragraphs) {
  intake::Document excerpt = document;
  excerpt.text.clear();
  excerpt.blocks.clear();
  excerpt.dropped.clear();
  const std::size_t first = static_cast<std::size_t>(paragraphs.first) - 1;
  const std::size_t end = paragraphs.last == 0
                              ? document.blocks.size()
                              : std::min<std::size_t>(document.blocks.size(),
                                                      static_cast<std::size_t>(paragraphs.last));
  for (std::size_t i = first; i < end; ++i) {
    Block block = document.blocks[i];
    block.source = {excerpt.text.size(), excerpt.text.size() + block.text.size()};
    excerpt.text += block.text + '\n';
    excerpt.blocks.push_back(std::move(block));
    excerpt.dropped.push_back({{excerpt.text.size() - 1, excerpt.text.size()}, "layout"});
  }
  if (!excerpt.blocks.empty()) return excerpt;
  const std::size_t all = document.blocks.size();
  return Fail(Code::kInput, document.file, Translated("has only {} paragraphs", all),
              Translated("correct “paragraphs”"));
}

RunningOrder WriteOut(const BulletinOrder& order, const std::set<int>& left_out) {
  return Writer(order, left_out).Write();
}

}  // namespace boyin::pipeline
