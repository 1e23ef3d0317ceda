#include "publish/bundle.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "publish/book/book.h"
#include "publish/book/daisy.h"
#include "publish/page/page.h"
#include "publish/publish.h"
#include "publish/transcript/karaoke.h"
#include "publish/transcript/transcript.h"

namespace boyin::publish {
namespace {

namespace fs = std::filesystem;

struct Named {
  std::string_view name;    // as a user asks for it
  std::string_view suffix;  // of the file
  Part part;
};
constexpr std::array<Named, 13> kParts{{{"vtt", ".vtt", Part::kVtt},
                                        {"words", ".vtt", Part::kWordVtt},
                                        {"srt", ".srt", Part::kSrt},
                                        {"ass", ".ass", Part::kAss},
                                        {"lrc", ".lrc", Part::kLrc},
                                        {"json", ".json", Part::kJson},
                                        {"txt", ".txt", Part::kText},
                                        {"chapters", ".chapters.json", Part::kChapters},
                                        {"epub", ".epub", Part::kBook},
                                        {"daisy", ".daisy.zip", Part::kDaisy},
                                        {"html", ".html", Part::kPage},
                                        {"report", ".report.json", Part::kReport},
                                        {"cover", ".jpg", Part::kCover}}};

const Named& Of(Part part) {
  return *std::find_if(kParts.begin(), kParts.end(),
                       [&](const Named& named) { return named.part == part; });
}

/// Why a part cannot be made of this episode.
std::optional<Message> Missing(const episode::Episode& episode, Part part) {
  if (part == Part::kBook && BookSoundType(episode.file).empty()) {
    return Translated("no .epub: a book holds MP3 or M4A sound only");
  }
  if (part == Part::kDaisy && !IsDaisySound(episode.file)) {
    return Translated("no DAISY book: it holds MP3 sound only");
  }
  if (part == Part::kCover && !episode.tags.cover) {
    return Translated("no cover picture");
  }
  return std::nullopt;
}

Result<void> WritePart(const episode::Transcript& transcript, Part part, const fs::path& path) {
  const episode::Episode& episode = transcript.episode;
  switch (part) {
    case Part::kVtt:
      return WriteFile(path, Vtt(transcript));
    case Part::kWordVtt:
      return WriteFile(path, Vtt(transcript, {.words = true}));
    case Part::kSrt:
      return WriteFile(path, Srt(transcript));
    case Part::kAss:
      return WriteFile(path, Ass(transcript));
    case Part::kLrc:
      return WriteFile(path, Lrc(transcript));
    case Part::kJson:
      return WriteFile(path, TranscriptJson(transcript));
    case Part::kText:
      return WriteFile(path, TranscriptText(transcript));
    case Part::kChapters:
      return WriteFile(path, ChaptersJson(episode));
    case Part::kReport:
      return WriteFile(path, ReportJson(transcript, path.parent_path()));
    case Part::kCover:
      return WriteFile(path, episode.tags.cover->bytes);
    case Part::kBook:
      return WriteBook(transcript, path);
    case Part::kDaisy:
      return WriteDaisy(transcript, path);
    case Part::kPage:
      break;
  }
  const Result<std::string> page = PlayerHtml(transcript);
  if (!page) return tl::unexpected(page.error());
  return WriteFile(path, *page);
}

}  // namespace

std::vector<Part> AllParts() {
  return {Part::kVtt,  Part::kSrt,  Part::kJson,   Part::kText, Part::kChapters,
          Part::kBook, Part::kPage, Part::kReport, Part::kCover};
}

std::string_view SuffixOf(Part part) { return Of(part).suffix; }

Result<std::vector<Part>> PartsFromNames(std::string_view names) {
  std::vector<Part> parts;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    const auto* const found = std::find_if(kParts.begin(), kParts.end(),
                                           [&](const Named& named) { return named.name == name; });
    if (found == kParts.end()) {
      std::string known;
      for (const Named& named : kParts)
        known += (known.empty() ? "" : ", ") + std::string(named.name);
      return Fail(Code::kUsage, std::string(name), Translated("no such transcript"),
                  Translated("there are: {}", known));
    }
    parts.push_back(found->part);
  }
  return parts;
}

Result<Bundle> WriteBundle(const episode::Episode& episode, const std::vector<Part>& parts,
                           const fs::path& folder) {
  Bundle bundle;
  const episode::Transcript transcript(episode);
  const std::string name = fs::path(episode.file).stem().string();
  for (const Part part : parts) {
    if (std::optional<Message> missing = Missing(episode, part)) {
      bundle.left_out.push_back(std::move(*missing));
      continue;
    }
    const bool png = part == Part::kCover && episode.tags.cover->mime == "image/png";
    const fs::path path = folder / (name + std::string(png ? ".png" : Of(part).suffix));
    std::error_code ignored;
    if (fs::equivalent(path, episode.document.file, ignored)) {
      bundle.left_out.push_back(
          Translated("{} is the article itself and stays as it is", path.string()));
      continue;
    }
    if (Result<void> written = WritePart(transcript, part, path); !written) {
      return tl::unexpected(written.error());
    }
    bundle.files.push_back(path);
  }
  return bundle;
}

}  // namespace boyin::publish
