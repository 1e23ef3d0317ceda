// What a rundown reaches for beyond itself.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/message.h"
#include "base/toml_fields.h"
#include "rundown/rundown.h"

namespace boyin::rundown {
namespace {

/// Keys that mean: fetch this, run this, bring it there.
constexpr std::array<std::string_view, 17> kReach = {
    "url",   "urls", "uri",   "href",    "link",   "command", "commands", "run",     "exec",
    "shell", "hook", "hooks", "webhook", "webdav", "sftp",    "deliver",  "delivery"};

/// Tables whose keys are the writer's own.
constexpr std::array<std::string_view, 2> kOwnNames = {"voices", "speakers"};

bool Among(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The first such key of a table or of the tables in it.
const toml::key* ReachIn(const toml::table& table) {
  for (const auto& [key, node] : table) {
    if (Among(kOwnNames, key.str())) continue;
    if (Among(kReach, key.str())) return &key;
    if (const toml::table* inner = node.as_table()) {
      if (const toml::key* found = ReachIn(*inner)) return found;
    }
    const toml::array* list = node.as_array();
    if (list == nullptr) continue;
    for (const toml::node& one : *list) {
      const toml::table* inner = one.as_table();
      const toml::key* found = inner == nullptr ? nullptr : ReachIn(*inner);
      if (found != nullptr) return found;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<Error> FindReach(std::string_view toml, const std::string& name) {
  const Result<toml::table> table = ParseToml(toml, name, {});
  if (!table) return std::nullopt;
  const toml::key* key = ReachIn(*table);
  if (key == nullptr) return std::nullopt;
  const Place place = PlaceOf(key->source());
  return Error{
      Code::kInput, fmt::format("{}:{}:{}", name, place.line, place.column),
      Translated(
          "“{}” is refused: for a rundown that was sent nothing is fetched, run or delivered",
          key->str()),
      Translated("send the story itself, and fetch what was made")};
}

std::vector<NamedSource> SourcesOf(const Rundown& rundown,
                                   const std::vector<std::string>& builtin) {
  std::vector<NamedSource> sources;
  const auto add_piece = [&](const Piece& piece) {
    const bool own = std::find(builtin.begin(), builtin.end(), piece.source) != builtin.end();
    if (!piece.source.empty() && !own) {
      sources.push_back({Source::kAudio, piece.source, piece.place});
    }
  };
  for (const Piece* piece : {&rundown.music.opening, &rundown.music.bed, &rundown.music.sting,
                             &rundown.music.closing, &rundown.music.fill}) {
    add_piece(*piece);
  }
  for (const Item& item : rundown.items) {
    const bool named = item.kind != Source::kText && item.source_is_file;
    if (named) sources.push_back({item.kind, item.source, item.place});
    if (!item.recording.transcript.empty()) {
      sources.push_back({Source::kFile, item.recording.transcript, item.place});
    }
    if (item.sting) add_piece(*item.sting);
  }
  return sources;
}

}  // namespace boyin::rundown
