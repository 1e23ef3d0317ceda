// Episodes made by hand: each word is spoken in half a second, a pause of half a second follows
// each sentence.
#pragma once

#include <string>
#include <vector>

#include "episode/episode.h"

inline constexpr int kRateHz = 1000;  // a sample is a millisecond
inline constexpr std::int64_t kWordMs = 500;

/// A sentence as a list of its words; marks that are not spoken begin with '|'.
using Sentence = std::vector<std::string>;

inline boyin::episode::Episode EpisodeOf(
    const std::vector<std::vector<Sentence>>& paragraphs,
    boyin::intake::BlockKind first = boyin::intake::BlockKind::kParagraph) {
  boyin::episode::Episode episode;
  episode.document.name = "news";
  episode.document.metadata.title = "早间 <新闻> & more";
  episode.document.metadata.language = "zh";
  episode.voice.title = "播音员 女";
  episode.sample_rate_hz = kRateHz;
  episode.made_at = "2026-11-24T06:00:00Z";
  std::string& text = episode.document.text;
  std::int64_t at = 300;
  for (const auto& paragraph : paragraphs) {
    boyin::intake::Block block;
    block.kind = episode.document.blocks.empty() ? first : boyin::intake::BlockKind::kParagraph;
    block.source.begin = text.size();
    for (const Sentence& sentence : paragraph) {
      boyin::episode::Cue cue;
      cue.source.begin = text.size();
      cue.begin = at;
      for (const std::string& word : sentence) {
        const bool spoken = word.front() != '|';
        const std::size_t begin = text.size();
        text += spoken ? word : word.substr(1);
        if (!spoken) continue;
        cue.words.push_back({{begin, text.size()}, at, at + kWordMs});
        at += kWordMs;
      }
      cue.source.end = text.size();
      cue.end = at;
      cue.written = cue.source.In(text);
      at += kWordMs;
      episode.cues.push_back(cue);
    }
    block.source.end = text.size();
    block.text = block.source.In(text);
    episode.document.blocks.push_back(block);
    text += '\n';
  }
  episode.samples = at;
  return episode;
}
