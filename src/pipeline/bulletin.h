// Bulletin: a rundown and its stories in, one episode out: several voices and music on one
// timeline, a chapter for each story, as long as its slot.
//
//   BulletinOrder order{.rundown = rundown, .day = day, .stories = stories, .voices = voices};
//   Result<Bulletin> bulletin = MakeBulletin(renderer, order, settings, on_progress);
//   publish::WriteBundle(bulletin->episode, …);
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "produce/music.h"
#include "rundown/rundown.h"

namespace boyin::pipeline {

/// What one entry of the rundown came to.
struct Story {
  intake::Document document;
  std::string title;  ///< heard among the headlines, shown as chapter; empty: no headline
  std::string role;   ///< empty: the announcers by turns
  int drop = 0;       ///< see rundown::Item
  bool number_safety = false;
  bool headline = true;
  std::optional<produce::Music> recording{};  ///< is played; the document is its transcript
  int from_ms = 0;                            ///< of the recording
  int to_ms = 0;                              ///< 0: to its end
  /// Before this story; nothing inside: none. Not set: that of the order.
  std::optional<std::optional<produce::Music>> sting{};
};

/// The music of the rundown, opened.
struct BulletinMusic {
  std::optional<produce::Music> opening;
  std::optional<produce::Music> bed;
  std::optional<produce::Music> sting;
  std::optional<produce::Music> closing;
  std::optional<produce::Music> fill;
};

struct BulletinOrder {
  const rundown::Rundown& rundown;
  rundown::Day day;
  std::vector<Story> stories;
  std::map<std::string, voice::Voice> voices;  ///< for each role of the rundown
  BulletinMusic music;
  std::string correction{};  ///< said at the beginning; empty: nothing is corrected
  std::map<std::string, voice::Voice> fallbacks{};  ///< for the roles whose voice names another
};

struct Bulletin {
  episode::Episode episode;
  std::vector<std::string> left_out;  ///< titles of the stories that did not fit
  double natural_s = 0;               ///< with all stories, before anything was done
  double pauses = 1;                  ///< times the pauses between sentences
  double rate = 1;                    ///< times the voices' own
  double fill_s = 0;                  ///< music after the last word
};

/// The title that a story goes by: its own, else its document's; empty where neither has one.
[[nodiscard]] std::string TitleOf(const Story& story);

/// Paragraphs of a document as a document of their own; headings count as paragraphs. kInput, with
/// how many there are, where there is none of them.
[[nodiscard]] Result<intake::Document> Excerpt(const intake::Document& document,
                                               const rundown::Paragraphs& paragraphs);

/// Speaks a bulletin into `settings.output`, whole or not at all; `settings.voice`, `rate` and
/// `chapters` are not looked at. kUsage, at the length in the rundown, where the slot cannot be met
/// within the limits, with what would have to change. Otherwise as Renderer::Render. The length of
/// the file is that of the slot to the sample.
[[nodiscard]] Result<Bulletin> MakeBulletin(const Renderer& renderer, const BulletinOrder& order,
                                            const Settings& settings,
                                            const OnProgress& on_progress);

}  // namespace boyin::pipeline
