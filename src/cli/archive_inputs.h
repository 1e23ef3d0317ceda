// What one input becomes when it is an archive of several documents. Private to cli.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "intake/intake.h"
#include "reader/reader.h"

namespace boyin::cli {

/// Reads a file, or standard input for "-", with all documents in it.
[[nodiscard]] Result<intake::Collection> ReadInput(const reader::Reader& reader,
                                                   const std::string& input,
                                                   const intake::Options& options);

/// One output for each document. A single document goes to `output`; those of an archive to a
/// folder of the archive's name beside it: out/day.mp3 becomes out/day/news/1.mp3. kUsage where two
/// would become one file.
[[nodiscard]] Result<std::vector<std::filesystem::path>> OutputsOf(
    const intake::Collection& collection, const std::filesystem::path& output);

/// Says on standard error what a person should know of a document, and what was refused beside it.
void PrintNotes(const intake::Document& document);

}  // namespace boyin::cli
