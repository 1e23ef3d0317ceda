#include "jobs/gather_stories.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/local_day.h"
#include "base/message.h"
#include "encode/encode.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWeatherTitle = "天气预报";

/// The error with the place in the rundown before its own.
Error PlacedAt(const rundown::Rundown& rundown, const rundown::Place& place, Error error) {
  const std::string where = At(rundown, place);
  error.where = error.where.empty() ? where : where + ": " + error.where;
  return error;
}

/// A piece of music of the rundown; nothing where it names none. kInput, at its line.
Result<std::optional<produce::Music>> OpenPiece(const rundown::Rundown& rundown,
                                                const rundown::Piece& piece, int sample_rate_hz,
                                                const FindSource& find,
                                                const fs::path& spool_folder) {
  if (piece.source.empty()) return std::optional<produce::Music>{};
  const auto all = produce::BuiltinPieces();
  const bool builtin = std::any_of(all.begin(), all.end(), [&](const produce::BuiltinPiece& one) {
    return one.name == piece.source;
  });
  const auto load = [&]() -> Result<produce::Music> {
    if (builtin) return produce::BuiltinMusic(piece.source, sample_rate_hz, spool_folder);
    const Result<SourceFile> file = find(piece.source);
    if (!file) return tl::unexpected(file.error());
    // A name without a dot that is no file is meant as one of ours: its error names them.
    if (!fs::exists(file->path) && !fs::path(piece.source).has_extension()) {
      return produce::BuiltinMusic(piece.source, sample_rate_hz, spool_folder);
    }
    return encode::LoadMusic(file->path.string(), sample_rate_hz, spool_folder);
  };
  Result<produce::Music> loaded = load();
  if (loaded) return std::optional<produce::Music>(std::move(*loaded));
  Error error = loaded.error();
  error.code = Code::kInput;
  return tl::unexpected(PlacedAt(rundown, piece.place, std::move(error)));
}

/// A document with the day that it is from.
struct Found {
  intake::Document document;
  std::string title;
  rundown::Dated dated;
};

class Gatherer {
 public:
  Gatherer(const rundown::Rundown& rundown, const rundown::Day& day, const StorySources& sources)
      : rundown_(rundown), day_(day), sources_(sources) {}

  Result<GatheredStories> Read() {
    bool names_news = false;
    for (const rundown::Item& item : rundown_.items) {
      const std::size_t before = gathered_.stories.size();
      if (Result<void> taken = Take(item); !taken) {
        Error error = PlacedAt(rundown_, item.place, taken.error());
        if (!item.optional || error.code != Code::kInput) return tl::unexpected(std::move(error));
        gathered_.refused.push_back(std::move(error));
        if (Result<void> said = TakeFallback(item, before); !said) {
          return tl::unexpected(said.error());
        }
      }
      const bool news =
          item.kind != rundown::Source::kText && item.kind != rundown::Source::kWeather;
      names_news = names_news || news;
      gathered_.news = gathered_.news || (news && gathered_.stories.size() > before);
    }
    gathered_.news = gathered_.news || !names_news;
    return std::move(gathered_);
  }

 private:
  Result<void> Take(const rundown::Item& item) {
    switch (item.kind) {
      case rundown::Source::kFile:
        return TakeFile(item);
      case rundown::Source::kFolder:
        return TakeFolder(item);
      case rundown::Source::kFeed:
        return TakeFeed(item);
      case rundown::Source::kText:
        return TakeText(item, item.source, item.title);
      case rundown::Source::kAudio:
        return TakeRecording(item);
      case rundown::Source::kWeather:
        break;
    }
    std::string table = item.source;
    if (item.source_is_file) {
      const Result<SourceFile> file = sources_.find(item.source);
      if (!file) return tl::unexpected(file.error());
      Result<std::string> read = ReadFile(file->path);
      if (!read) return tl::unexpected(read.error());
      table = std::move(*read);
    }
    const Result<std::string> weather =
        rundown::WeatherText(table, item.source_is_file ? item.source : "weather");
    if (!weather) return tl::unexpected(weather.error());
    const std::string title = item.title.empty() ? std::string(kWeatherTitle) : item.title;
    return TakeText(item, title + "。\n" + *weather, title);
  }

  /// What is said where nothing of an item can be read.
  Result<void> TakeFallback(const rundown::Item& item, std::size_t before) {
    if (item.fallback.empty() || gathered_.stories.size() > before) return {};
    return TakeText(item, item.fallback, item.title);
  }

  Result<void> TakeRecording(const rundown::Item& item) {
    const Result<SourceFile> file = sources_.find(item.source);
    if (!file) return tl::unexpected(file.error());
    Result<produce::Music> sound =
        encode::LoadMusic(file->path.string(), encode::kUsualRateHz, sources_.spool_folder);
    if (!sound)
      return tl::unexpected(
          Error{Code::kInput, sound.error().where, sound.error().what, sound.error().mend});
    const double from_s = item.recording.from_ms / 1000.0;
    if (from_s >= sound->seconds()) {
      return Fail(Code::kInput, file->name,
                  Translated("lasts {:.1f} s; “from” is behind its end", sound->seconds()),
                  Translated("correct “from”"));
    }
    intake::Document words;
    if (!item.recording.transcript.empty()) {
      const Result<SourceFile> transcript = sources_.find(item.recording.transcript);
      if (!transcript) return tl::unexpected(transcript.error());
      const Result<std::string> bytes = ReadFile(transcript->path);
      if (!bytes) return tl::unexpected(bytes.error());
      Result<intake::Document> read =
          sources_.reader.Read(*bytes, transcript->name, sources_.intake);
      if (!read) return tl::unexpected(read.error());
      words = std::move(*read);
    }
    words.name = file->path.stem().string();
    words.metadata.title.clear();  // that of the transcript is none of the recording
    const std::size_t at = gathered_.stories.size();
    if (Result<void> added = Add(item, std::move(words), item.title); !added) return added;
    pipeline::Story& story = gathered_.stories[at];
    story.recording = std::move(*sound);
    story.from_ms = item.recording.from_ms;
    story.to_ms = item.recording.to_ms;
    return {};
  }

  Result<void> TakeText(const rundown::Item& item, const std::string& text,
                        const std::string& title) {
    Result<intake::Document> document = intake::ReadText(text, rundown_.file, {});
    if (!document) return tl::unexpected(document.error());
    document->metadata.title.clear();  // the name of a rundown is no title
    return Add(item, std::move(*document), title);
  }

  [[nodiscard]] Result<intake::Collection> ReadAll(const SourceFile& file) const {
    const Result<std::string> bytes = ReadFile(file.path, reader::kMostInputBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    return sources_.reader.ReadAll(*bytes, file.name, sources_.intake);
  }

  Result<void> TakeFile(const rundown::Item& item) {
    const Result<SourceFile> file = sources_.find(item.source);
    if (!file) return tl::unexpected(file.error());
    Result<intake::Collection> all = ReadAll(*file);
    if (!all) return tl::unexpected(all.error());
    if (!item.optional && !all->refused.empty()) return tl::unexpected(all->refused.front());
    std::move(all->refused.begin(), all->refused.end(), std::back_inserter(gathered_.refused));
    for (intake::Document& document : all->documents) {
      if (Result<void> added = Add(item, std::move(document), item.title); !added) return added;
    }
    return {};
  }

  Result<void> TakeFolder(const rundown::Item& item) {
    const Result<SourceFile> folder = sources_.find(item.source);
    if (!folder) return tl::unexpected(folder.error());
    std::error_code failed;
    std::vector<fs::path> files;
    for (fs::directory_iterator at(folder->path, failed), end; !failed && at != end;
         at.increment(failed)) {
      std::error_code ignored;
      const bool hidden = at->path().filename().string().starts_with('.');
      if (!hidden && at->is_regular_file(ignored)) files.push_back(at->path());
    }
    if (failed) {
      return Fail(Code::kInput, folder->name, {failed.message(), failed.message()},
                  Translated("name a folder that is there"));
    }
    std::sort(files.begin(), files.end());
    std::vector<Found> found;
    for (const fs::path& file : files) {
      Result<intake::Collection> all =
          ReadAll({file, (fs::path(folder->name) / file.filename()).string()});
      if (!all && !item.optional) return tl::unexpected(all.error());
      if (!all) {
        gathered_.refused.push_back(all.error());
        continue;
      }
      if (!item.optional && !all->refused.empty()) return tl::unexpected(all->refused.front());
      std::move(all->refused.begin(), all->refused.end(), std::back_inserter(gathered_.refused));
      struct stat facts {};
      const bool known = ::stat(file.c_str(), &facts) == 0;
      for (intake::Document& document : all->documents) {
        const std::string& written = document.metadata.date;
        rundown::Dated dated{written.size() >= 10 ? written.substr(0, 10) : "",
                             known ? std::int64_t{facts.st_mtime} : 0};
        if (dated.day.empty() && known) dated.day = LocalDay(dated.moment);
        found.push_back({std::move(document), {}, std::move(dated)});
      }
    }
    return AddChosen(item, std::move(found));
  }

  Result<void> TakeFeed(const rundown::Item& item) {
    const Result<SourceFile> file = sources_.find(item.source);
    if (!file) return tl::unexpected(file.error());
    const Result<std::string> bytes = ReadFile(file->path, reader::kMostInputBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    Result<intake::Feed> feed = sources_.reader.ReadFeed(*bytes, item.source, sources_.intake);
    if (!feed) return tl::unexpected(feed.error());
    std::vector<Found> found;
    for (intake::FeedItem& one : feed->items) {
      // The day is that of the place where it was written; UTC names no place, and means ours.
      const bool own_offset = one.time.size() > 10 && !one.time.ends_with('Z') &&
                              !one.time.ends_with("+00:00") && !one.time.ends_with("-00:00");
      rundown::Dated dated{one.time.substr(0, 10), one.unix_time.value_or(0)};
      if (one.unix_time && !own_offset) dated.day = LocalDay(*one.unix_time);
      found.push_back({std::move(one.document), std::move(one.title), std::move(dated)});
    }
    return AddChosen(item, std::move(found));
  }

  Result<void> AddChosen(const rundown::Item& item, std::vector<Found> found) {
    std::vector<rundown::Dated> dates;
    dates.reserve(found.size());
    for (const Found& one : found) dates.push_back(one.dated);
    for (const std::size_t i : rundown::Choose(dates, item, day_)) {
      const std::string title = item.title.empty() ? found[i].title : item.title;
      if (Result<void> added = Add(item, std::move(found[i].document), title); !added) return added;
    }
    return {};
  }

  Result<void> Add(const rundown::Item& item, intake::Document document, const std::string& title) {
    if (sources_.on_document) sources_.on_document(document);
    pipeline::Story story{std::move(document), title,        item.role, item.drop,
                          item.number_safety,  item.headline};
    if (item.paragraphs) {
      Result<intake::Document> excerpt = pipeline::Excerpt(story.document, *item.paragraphs);
      if (!excerpt) return tl::unexpected(excerpt.error());
      story.document = std::move(*excerpt);
    }
    if (item.sting) {
      Result<std::optional<produce::Music>> sting = OpenPiece(
          rundown_, *item.sting, encode::kUsualRateHz, sources_.find, sources_.spool_folder);
      if (!sting) return tl::unexpected(sting.error());
      story.sting = std::move(*sting);
    }
    gathered_.stories.push_back(std::move(story));
    return {};
  }

  const rundown::Rundown& rundown_;
  const rundown::Day& day_;
  const StorySources& sources_;
  GatheredStories gathered_;
};

}  // namespace

FindSource BesideRundown(const std::string& rundown_file) {
  return [folder = fs::path(rundown_file).parent_path()](const std::string& path) {
    const fs::path file = folder / path;
    return Result<SourceFile>(SourceFile{file, file.string()});
  };
}

Result<GatheredStories> GatherStories(const rundown::Rundown& rundown, const rundown::Day& day,
                                      const StorySources& sources) {
  return Gatherer(rundown, day, sources).Read();
}

Result<pipeline::BulletinMusic> OpenMusic(const rundown::Rundown& rundown, int sample_rate_hz,
                                          const FindSource& find, const fs::path& spool_folder) {
  pipeline::BulletinMusic music;
  const std::array<std::pair<const rundown::Piece*, std::optional<produce::Music>*>, 5> pieces{
      {{&rundown.music.opening, &music.opening},
       {&rundown.music.bed, &music.bed},
       {&rundown.music.sting, &music.sting},
       {&rundown.music.closing, &music.closing},
       {&rundown.music.fill, &music.fill}}};
  for (const auto& [piece, opened] : pieces) {
    Result<std::optional<produce::Music>> loaded =
        OpenPiece(rundown, *piece, sample_rate_hz, find, spool_folder);
    if (!loaded) return tl::unexpected(loaded.error());
    *opened = std::move(*loaded);
  }
  return music;
}

}  // namespace boyin::jobs
