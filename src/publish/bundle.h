// Bundle: all that goes out beside the sound of an episode, in one run.
//
//   Result<Bundle> bundle = WriteBundle(episode, AllParts(), "out");
//   bundle->files;       // out/news.vtt, out/news.epub, …
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "episode/episode.h"

namespace boyin::publish {

enum class Part {
  kVtt,       ///< NAME.vtt
  kWordVtt,   ///< NAME.vtt with the time of each word
  kSrt,       ///< NAME.srt
  kJson,      ///< NAME.json
  kText,      ///< NAME.txt
  kChapters,  ///< NAME.chapters.json
  kBook,      ///< NAME.epub, a read-along book
  kPage,      ///< NAME.html, a read-along page
  kReport,    ///< NAME.report.json
  kCover,     ///< NAME.jpg or NAME.png
  kAss,       ///< NAME.ass, words light up as they are heard
  kLrc,       ///< NAME.lrc with the time of each word
  kDaisy      ///< NAME.daisy.zip, a talking book for players of the blind
};

/// What is usual, one of each: words in VTT, ASS, LRC and DAISY are asked for by name.
[[nodiscard]] std::vector<Part> AllParts();

/// "vtt,srt,json,txt", also "words" (VTT with words), "ass", "lrc", "chapters", "epub", "daisy",
/// "html".
/// kUsage, with the names there are, for anything else.
[[nodiscard]] Result<std::vector<Part>> PartsFromNames(std::string_view names);

/// What follows the name of the sound: ".vtt", ".report.json"; of a cover, ".jpg".
[[nodiscard]] std::string_view SuffixOf(Part part);

struct Bundle {
  std::vector<std::filesystem::path> files;
  std::vector<Message> left_out;  ///< what could not be, and why
};

/// Writes the parts into `folder`, named as the sound file of the episode, each whole or not at
/// all. A book wants MP3 or M4A (DAISY: MP3) and is left out for other sound; so is a cover where
/// there is none, and what would overwrite the article itself. kOutput where a file cannot be
/// written, kInput where the sound cannot be read.
[[nodiscard]] Result<Bundle> WriteBundle(const episode::Episode& episode,
                                         const std::vector<Part>& parts,
                                         const std::filesystem::path& folder);

}  // namespace boyin::publish
