#include <cmath>
#include <nlohmann/json.hpp>

#include "episode/shown_text.h"
#include "publish/publish.h"

namespace boyin::publish {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSummaryBytes = 600;  // two hundred Han characters

double Seconds(std::int64_t samples, int rate_hz) {
  if (rate_hz == 0) return 0;
  const double ms = static_cast<double>(samples) * 1000.0 / rate_hz;
  return static_cast<double>(std::llround(ms)) / 1000.0;
}

/// Two decimals: what a meter shows.
double Level(double value) { return static_cast<double>(std::llround(value * 100)) / 100; }

Json Sentences(const episode::Episode& episode) {
  Json list = Json::array();
  for (const episode::Cue& cue : episode.cues) {
    list.push_back({{"begin", cue.source.begin},
                    {"end", cue.source.end},
                    {"start_s", Seconds(cue.begin, episode.sample_rate_hz)},
                    {"end_s", Seconds(cue.end, episode.sample_rate_hz)},
                    {"written", cue.written},
                    {"spoken", cue.spoken},
                    {"pinyin", cue.pinyin}});
    if (!cue.speaker.empty()) list.back()["speaker"] = cue.speaker;
    if (cue.remade > 0) list.back()["remade"] = cue.remade;
    if (!cue.fallback.en.empty()) list.back()["fallback"] = cue.fallback.en;
  }
  return list;
}

/// What a feed says of it.
Json EpisodeJson(const episode::Transcript& transcript) {
  const episode::Episode& episode = transcript.episode;
  Json json = {{"title", TitleOf(episode)},
               {"author", AuthorOf(episode)},
               {"made_at", episode.made_at},
               {"summary", SummaryOf(transcript.sentences, kSummaryBytes)}};
  const episode::Edition& edition = episode.edition;
  if (edition.guid.empty()) return json;
  json["guid"] = edition.guid;
  json["revision"] = edition.revision;
  if (!edition.corrections.empty()) json["correction"] = edition.corrections.back().note;
  return json;
}

Json ChapterList(const episode::Episode& episode) {
  Json list = Json::array();
  for (const encode::Chapter& chapter : ChaptersOf(episode)) {
    list.push_back({{"title", chapter.title},
                    {"start_s", static_cast<double>(chapter.begin_ms) / 1000},
                    {"end_s", static_cast<double>(chapter.end_ms) / 1000}});
  }
  return list;
}

Json RangesJson(const episode::Episode& episode, const std::vector<episode::Skipped>& ranges) {
  Json list = Json::array();
  for (const episode::Skipped& range : ranges) {
    list.push_back({{"begin", range.source.begin},
                    {"end", range.source.end},
                    {"text", range.source.In(episode.document.text)},
                    {"reason", range.reason}});
  }
  return list;
}

Json CoverageJson(const episode::Episode& episode) {
  const episode::Coverage& coverage = episode.coverage;
  return {{"characters", coverage.characters},
          {"spoken", coverage.spoken},
          {"punctuation", coverage.punctuation},
          {"skipped", coverage.skipped},
          {"not_said", coverage.not_said},
          {"complete", coverage.Complete()},
          {"skipped_ranges", RangesJson(episode, coverage.ranges)},
          {"not_said_ranges", RangesJson(episode, coverage.unsaid)}};
}

Json VoicesJson(const produce::Mastering& mastering) {
  Json list = Json::array();
  for (const produce::VoiceLevel& voice : mastering.voices) {
    list.push_back({{"name", voice.name},
                    {"seconds", Level(voice.seconds)},
                    {"source_lufs", Level(voice.source_lufs)},
                    {"gain_db", Level(voice.gain_db)}});
  }
  return list;
}

Json LoudnessJson(const episode::Episode& episode) {
  const encode::Certificate& c = episode.certificate;
  const produce::Mastering& m = episode.mastering;
  return {{"profile", m.profile.name},
          {"target_lufs", m.profile.loudness_lufs},
          {"integrated_lufs", Level(c.integrated_lufs)},
          {"one_channel_lufs", Level(c.one_channel_lufs)},
          {"range_lu", Level(c.range_lu)},
          {"true_peak_dbtp", Level(c.true_peak_dbtp)},
          {"momentary_max_lufs", Level(c.momentary_max_lufs)},
          {"short_term_max_lufs", Level(c.short_term_max_lufs)},
          {"gain_db", Level(m.gain_db)},
          {"deepest_compression_db", Level(m.compression_db)},
          {"mean_compression_db", Level(m.compression_mean_db)},
          {"deepest_limiting_db", Level(m.limiting_db)},
          {"mean_limiting_db", Level(m.limiting_mean_db)},
          {"limited_percent", Level(m.limited_percent)},
          {"voices", VoicesJson(m)}};
}

Json DoubtsJson(const episode::Episode& episode) {
  Json list = Json::array();
  for (const episode::Doubt& doubt : episode.doubts) {
    list.push_back({{"begin", doubt.source.begin},
                    {"end", doubt.source.end},
                    {"written", doubt.written},
                    {"spoken", doubt.spoken},
                    {"rule", doubt.rule},
                    {"confidence", Level(static_cast<double>(doubt.confidence))},
                    {"alternatives", doubt.alternatives}});
  }
  return list;
}

}  // namespace

std::string ReportJson(const episode::Transcript& transcript, const std::filesystem::path& folder) {
  const episode::Episode& episode = transcript.episode;
  const std::filesystem::path sound = episode.file;
  const std::string path =
      folder.empty() ? episode.file : sound.lexically_proximate(folder).string();
  const intake::Metadata& metadata = episode.document.metadata;
  const encode::Certificate& c = episode.certificate;
  Json report = {{"episode", EpisodeJson(transcript)},
                 {"input",
                  {{"name", episode.document.name},
                   {"encoding", episode.document.encoding},
                   {"title", metadata.title},
                   {"author", metadata.author},
                   {"date", metadata.date},
                   {"source", metadata.source},
                   {"language", metadata.language}}},
                 {"voice", {{"name", episode.voice.name}, {"title", episode.voice.title}}},
                 {"engine",
                  {{"name", episode.engine.name},
                   {"version", episode.engine.version},
                   {"restarts", episode.worker_restarts}}},
                 {"file",
                  {{"path", path},
                   {"codec", c.codec},
                   {"channels", c.channels},
                   {"sample_rate_hz", c.sample_rate_hz},
                   {"bytes", c.bytes},
                   {"duration_s", Seconds(c.samples, c.sample_rate_hz)}}},
                 {"loudness", LoudnessJson(episode)},
                 {"coverage", CoverageJson(episode)},
                 {"doubts", DoubtsJson(episode)},
                 {"chapters", ChapterList(episode)},
                 {"sentences", Sentences(episode)}};
  for (const episode::LostTake& lost : episode.lost_takes) {
    report["lost_takes"].push_back({{"where", lost.where}, {"sentence", lost.sentence}});
  }
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace boyin::publish
