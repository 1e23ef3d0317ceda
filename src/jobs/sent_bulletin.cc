#include "jobs/sent_bulletin.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "produce/music.h"
#include "voice/best.h"

namespace boyin::jobs {
namespace {

constexpr std::size_t kMostNameBytes = 120;  // of each part, so that every file system takes it
constexpr int kMostDepth = 8;

bool IsSentPart(std::string_view part) {
  const auto odd = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == '\\' || c == ':';
  };
  return !part.empty() && part.size() <= kMostNameBytes && part.front() != '.' &&
         std::none_of(part.begin(), part.end(), odd);
}

std::vector<std::string> BuiltinNames() {
  std::vector<std::string> names;
  for (const produce::BuiltinPiece& piece : produce::BuiltinPieces()) {
    names.emplace_back(piece.name);
  }
  return names;
}

/// Whether some of the files lie in folder `path`.
bool IsSentFolder(const std::set<std::string>& sent, const std::string& path) {
  const auto first = sent.lower_bound(path + "/");
  return first != sent.end() && first->starts_with(path + "/");
}

tl::unexpected<Error> Refuse(const rundown::Rundown& rundown, const rundown::NamedSource& source) {
  const std::string where = At(rundown, source.place);
  if (source.kind == rundown::Source::kAudio) {
    return Fail(Code::kInput, where,
                Translated("“{}”: recordings and music of one's own are not taken by the service",
                           source.path),
                Translated("use chime, pips, sting or bed; boyin bulletin plays your own"));
  }
  if (source.path.find("://") != std::string::npos) {
    return Fail(Code::kInput, where, Translated("“{}”: addresses are not fetched", source.path),
                Translated("send the file itself"));
  }
  if (!IsSentName(source.path)) {
    return Fail(
        Code::kInput, where, Translated("“{}” leads out of what was sent", source.path),
        Translated("name a file as it was sent, such as \"news.txt\" or \"today/news.txt\""));
  }
  return Fail(Code::kInput, where, Translated("“{}” was not sent", source.path),
              Translated("send it with the rundown, or write its words with text = \"…\""));
}

}  // namespace

bool IsSentName(std::string_view name) {
  if (utf8::FirstInvalid(name)) return false;
  for (int depth = 0; depth < kMostDepth; ++depth) {
    const std::size_t end = name.find('/');
    if (!IsSentPart(name.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    name.remove_prefix(end + 1);
  }
  return false;
}

Result<void> CheckSentNames(const std::vector<std::string>& names) {
  const Message mend = Translated("give each file a name of its own, such as \"news.txt\"");
  if (names.size() > kMostSentFiles) {
    return Fail(Code::kInput, "",
                Translated("{} files are sent, and {} are taken", names.size(), kMostSentFiles));
  }
  std::set<std::string> taken;
  for (const std::string& name : names) {
    if (!IsSentName(name)) {
      return Fail(Code::kInput, "", Translated("“{}” is no name of a file that is sent", name),
                  mend);
    }
    if (!taken.insert(name).second) {
      return Fail(Code::kInput, "", Translated("“{}” is sent twice", name), mend);
    }
  }
  for (const std::string& name : names) {
    if (!IsSentFolder(taken, name)) continue;
    return Fail(Code::kInput, "", Translated("“{}” is both a file and a folder", name), mend);
  }
  return {};
}

Result<rundown::Rundown> ReadSentRundown(std::string_view toml, const std::string& name,
                                         const std::vector<voice::Voice>& voices,
                                         const std::set<std::string>& sent) {
  if (toml.size() > kMostRundownBytes) {
    return Fail(Code::kInput, name, Translated("a rundown may have a megabyte"),
                Translated("send long stories as files of their own"));
  }
  if (std::optional<Error> reach = rundown::FindReach(toml, name)) {
    return tl::unexpected(std::move(*reach));
  }
  Result<rundown::Rundown> rundown = rundown::Read(toml, name, voice::NamesOf(voices));
  if (!rundown) return rundown;
  for (const rundown::NamedSource& source : rundown::SourcesOf(*rundown, BuiltinNames())) {
    const bool there = source.kind == rundown::Source::kFolder ? IsSentFolder(sent, source.path)
                                                               : sent.count(source.path) > 0;
    const bool sound = source.kind == rundown::Source::kAudio;
    if (sound || !there || !IsSentName(source.path)) return Refuse(*rundown, source);
  }
  return rundown;
}

}  // namespace boyin::jobs
