#include "cli/archive_inputs.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/terminal.h"

namespace boyin::cli {

namespace fs = std::filesystem;

Result<intake::Collection> ReadInput(const reader::Reader& reader, const std::string& input,
                                     const intake::Options& options) {
  const bool standard = input == "-";
  const Result<std::string> bytes = standard ? ReadStandardInput(reader::kMostInputBytes)
                                             : ReadFile(input, reader::kMostInputBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  return reader.ReadAll(*bytes, standard ? "stdin" : input, options);
}

Result<std::vector<fs::path>> OutputsOf(const intake::Collection& collection,
                                        const fs::path& output) {
  const bool several = collection.documents.size() + collection.refused.size() > 1;
  if (!several) return std::vector<fs::path>{output};
  std::vector<fs::path> outputs;
  std::map<fs::path, std::string> taken;
  for (const intake::Document& document : collection.documents) {
    fs::path path = output.parent_path() / output.stem() / document.member;
    path.replace_extension(output.extension());
    const auto [other, fresh] = taken.emplace(path, document.file);
    if (!fresh) {
      return Fail(Code::kUsage, path.string(),
                  Translated("{} and {} would both become this file", other->second, document.file),
                  Translated("give them different names"));
    }
    outputs.push_back(std::move(path));
  }
  return outputs;
}

void PrintNotes(const intake::Document& document) {
  const auto note = [&](const Message& message) {
    Say(stderr, "boyin: {}: {}\n", document.file, Pick(message));
  };
  for (const Message& message : document.notes) note(message);
  if (document.encoding_confidence < 0.9) {
    note(Translated("read as {}, {:.0f} % sure; --encoding names another", document.encoding,
                    document.encoding_confidence * 100));
  }
  const bool manner = std::any_of(
      document.blocks.begin(), document.blocks.end(),
      [](const intake::Block& block) { return !block.voice.empty() || block.rate != 1; });
  if (manner) {
    note(Translated("asks for voices or rates of its own, which are not followed here"));
  }
}

}  // namespace boyin::cli
