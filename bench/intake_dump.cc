// What is read of a document and what is left out, to be looked at by a person: files are made of
// pages whose boilerplate nobody has marked.
//
//   bench_intake_dump [-q] FILE...     -q: one line a file, and nothing of its text
//   bench_intake_dump --json FILE...   one JSON object a file, for bench/extraction.py
//
// Exit status 1 where a file was refused.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/file.h"
#include "intake/intake.h"

namespace {

using namespace boyin;

bool Show(const std::string& file, bool quiet) {
  const Result<std::string> bytes = ReadFile(file);
  const auto document = bytes.and_then(
      [&](const std::string& all) { return intake::Read(all, file, intake::Options{}); });
  if (!document) {
    fmt::print("== {}\nREFUSED {}: {}\n", file, document.error().where, document.error().what.en);
    return false;
  }
  std::size_t read = 0;
  for (const intake::Block& block : document->blocks) read += block.source.size();
  fmt::print("== {}\n{} | {} | {} | {} of {} bytes read\n", file, document->metadata.title,
             document->metadata.author, document->metadata.date, read, document->text.size());
  for (const Message& note : document->notes) fmt::print("! {}\n", note.en);
  if (quiet) return true;
  for (const intake::Block& block : document->blocks) {
    const std::string mark(static_cast<std::size_t>(block.level), '#');
    fmt::print("  {}{}\n", mark, block.text);
  }
  for (const intake::Dropped& dropped : document->dropped) {
    const std::string_view text = dropped.source.In(document->text);
    if (text.find_first_not_of(" \n\t\r") == std::string_view::npos) continue;
    fmt::print("  - {}: {}\n", dropped.reason, text);
  }
  return true;
}

bool ShowJson(const std::string& file) {
  const Result<std::string> bytes = ReadFile(file);
  const auto document = bytes.and_then(
      [&](const std::string& all) { return intake::Read(all, file, intake::Options{}); });
  nlohmann::json out{{"file", file}};
  if (document) {
    const intake::Metadata& metadata = document->metadata;
    out["title"] = metadata.title;
    out["author"] = metadata.author;
    out["date"] = metadata.date;
    out["source"] = metadata.source;
    out["language"] = metadata.language;
    for (const intake::Finding& one : document->findings) {
      out["findings"].push_back({{"field", one.field},
                                 {"value", one.value},
                                 {"origin", one.origin},
                                 {"belief", one.belief},
                                 {"won", one.won},
                                 {"refused", one.refused}});
    }
    for (const intake::Block& block : document->blocks) {
      out["blocks"].push_back({{"kind", static_cast<int>(block.kind)}, {"text", block.text}});
    }
    for (const Message& note : document->notes) out["notes"].push_back(note.en);
  } else {
    out["error"] = document.error().what.en;
  }
  fmt::print("{}\n", out.dump());
  return document.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  bool quiet = false;
  bool json = false;
  bool all = true;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "-q") {
      quiet = true;
    } else if (std::string_view(argv[i]) == "--json") {
      json = true;
    } else if (json) {
      all = ShowJson(argv[i]) && all;
    } else {
      all = Show(argv[i], quiet) && all;
    }
  }
  return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
