// The user's own readings as the page keeps them: a table among the other ones, so that every
// command reads it. Private to server.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "base/result.h"
#include "lexicon/lexicon.h"

namespace boyin::server {

/// For several threads.
class UserLexicon {
 public:
  /// `file` may be missing: then there are none.
  explicit UserLexicon(std::filesystem::path file) : file_(std::move(file)) {}

  [[nodiscard]] Result<lexicon::Lexicon> Read() const;
  /// Adds entries; one for the same word is replaced. kOutput where they cannot be kept.
  [[nodiscard]] Result<void> Add(const lexicon::Lexicon& entries);
  [[nodiscard]] Result<void> Remove(const std::string& written);

 private:
  [[nodiscard]] Result<void> Write(const lexicon::Lexicon& entries) const;

  std::filesystem::path file_;
  mutable std::mutex mutex_;
};

}  // namespace boyin::server
