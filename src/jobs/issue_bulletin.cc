#include "jobs/issue_bulletin.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/message.h"
#include "encode/encode.h"
#include "publish/feed/edition.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

struct Cast {
  std::map<std::string, voice::Voice> voices;
  std::map<std::string, voice::Voice> fallbacks;
};

Result<Cast> CastOf(const BulletinIssue& issue) {
  Cast cast;
  for (const rundown::Role& role : issue.rundown.roles) {
    Result<voice::Voice> voice = issue.find_voice(role.voice);
    if (!voice) return tl::unexpected(voice.error());
    Result<std::optional<voice::Voice>> other = issue.find_fallback(*voice);
    if (!other) return tl::unexpected(other.error());
    if (*other) cast.fallbacks.emplace(role.name, std::move(**other));
    cast.voices.emplace(role.name, std::move(*voice));
  }
  return cast;
}

/// The files of one bulletin, and what was made under its name before.
struct Files {
  fs::path sound;
  fs::path record;  ///< NAME.bulletin.json
  episode::Edition before;
};

Result<Files> FilesOf(const BulletinIssue& issue) {
  const rundown::Rundown& rundown = issue.rundown;
  std::string name = rundown::FillIn(rundown.name, {issue.day, {}, 0, {}});
  if (name.empty()) name = fs::path(rundown.file).stem().string() + "-" + IsoDay(issue.day);
  const auto sound = [&](int revision) {
    const std::string tail = revision > 1 ? fmt::format("-{}", revision) : std::string();
    return issue.folder /
           fmt::format("{}{}.{}", name, tail, encode::FormatName(issue.settings.encoding.format));
  };
  Files files;
  files.sound = sound(1);
  files.record = issue.folder / (name + ".bulletin.json");
  files.before = publish::FirstEdition(rundown.title, name);
  const bool corrects = !issue.correction.empty();
  std::error_code ignored;
  if (!fs::exists(files.record, ignored)) {
    if (!corrects) return files;
    return Fail(Code::kInput, files.record.string(),
                Translated("there is nothing to correct: no bulletin of this name was made here"),
                Translated("make it first without --correct, or name its folder with -o"));
  }
  const Result<std::string> json = ReadFile(files.record);
  if (!json) return tl::unexpected(json.error());
  Result<episode::Edition> before = publish::ReadEdition(*json, files.record.string());
  if (!before) return tl::unexpected(before.error());
  files.before = std::move(*before);
  if (corrects) {
    files.sound = sound(files.before.revision + 1);
  } else if (files.before.revision > 1) {
    return Fail(Code::kUsage, files.record.string(),
                Translated("this bulletin was corrected after it was made"),
                Translated("give the reason for a further change with --correct"));
  }
  return files;
}

/// The edition that has now been made.
Result<episode::Edition> EditionOf(const BulletinIssue& issue, const Files& files,
                                   const episode::Episode& episode) {
  std::vector<std::string> sentences;
  for (const episode::Cue& cue : episode.cues) sentences.push_back(cue.written);
  const std::string file = files.sound.filename().string();
  if (issue.correction.empty()) {
    episode::Edition edition = files.before;
    edition.file = file;
    edition.sentences = std::move(sentences);
    return edition;
  }
  episode::Correction correction{.made_at = episode.made_at, .note = issue.correction};
  const fs::path replaced = files.sound.parent_path() / files.before.file;
  if (const Result<std::string> bytes = ReadFile(replaced)) {
    correction.replaced_hash = ContentHash(*bytes);
  }
  return publish::Corrected(files.before, std::move(correction), file, std::move(sentences));
}

std::string RecordJson(const BulletinIssue& issue, const pipeline::Bulletin& bulletin) {
  const episode::Episode& episode = bulletin.episode;
  const nlohmann::ordered_json record = {
      {"programme", issue.rundown.title},
      {"day", IsoDay(issue.day)},
      {"made_at", episode.made_at},
      {"duration_s", episode.certificate.duration_s},
      {"slot_s", issue.rundown.length_ms / 1000.0},
      {"natural_s", bulletin.natural_s},
      {"pauses", bulletin.pauses},
      {"rate", bulletin.rate},
      {"fill_s", bulletin.fill_s},
      {"left_out", bulletin.left_out},
      {"edition", nlohmann::ordered_json::parse(publish::EditionJson(episode.edition))}};
  return record.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<pipeline::Bulletin> Make(const pipeline::Renderer& renderer, BulletinIssue& issue,
                                const pipeline::OnProgress& on_progress) {
  Result<Cast> cast = CastOf(issue);
  if (!cast) return tl::unexpected(cast.error());
  const int rate_hz = issue.settings.encoding.sample_rate_hz;
  Result<pipeline::BulletinMusic> music =
      OpenMusic(issue.rundown, rate_hz > 0 ? rate_hz : encode::kUsualRateHz, issue.find,
                issue.settings.spool_folder);
  if (!music) return tl::unexpected(music.error());
  const pipeline::BulletinOrder made{issue.rundown,
                                     issue.day,
                                     std::move(issue.stories),
                                     std::move(cast->voices),
                                     std::move(*music),
                                     issue.say_correction ? issue.correction : std::string(),
                                     std::move(cast->fallbacks)};
  return pipeline::MakeBulletin(renderer, made, issue.settings, on_progress);
}

}  // namespace

Result<IssuedBulletin> IssueBulletin(const pipeline::Renderer& renderer, BulletinIssue issue,
                                     const pipeline::OnProgress& on_progress) {
  const Result<Files> files = FilesOf(issue);
  if (!files) return tl::unexpected(files.error());
  issue.settings.output = files->sound;
  std::error_code failed;
  fs::create_directories(issue.folder, failed);
  if (failed) {
    return Fail(Code::kOutput, issue.folder.string(), {failed.message(), failed.message()},
                Translated("name another place with -o"));
  }
  Result<pipeline::Bulletin> bulletin = Make(renderer, issue, on_progress);
  if (!bulletin) return tl::unexpected(bulletin.error());
  Result<episode::Edition> edition = EditionOf(issue, *files, bulletin->episode);
  if (!edition) return tl::unexpected(edition.error());
  bulletin->episode.edition = std::move(*edition);
  Result<publish::Bundle> bundle =
      publish::WriteBundle(bulletin->episode, issue.sidecars, issue.folder);
  if (!bundle) return tl::unexpected(bundle.error());
  // The record last: it says that all of it is there.
  if (Result<void> put = WriteFile(files->record, RecordJson(issue, *bulletin)); !put) {
    return tl::unexpected(put.error());
  }
  IssuedBulletin issued{std::move(*bulletin), {files->sound}, std::move(bundle->left_out)};
  issued.files.insert(issued.files.end(), bundle->files.begin(), bundle->files.end());
  issued.files.push_back(files->record);
  return issued;
}

}  // namespace boyin::jobs
