// TOML as people write it, read strictly: a table is asked for its fields one by one, and what
// nobody asked for is a mistake of the writer. Voices, station files, rundowns and feeds are read
// by this; only they include it, since it shows toml++.
//
//   return ReadToml(text, "feed.toml", {Code::kUsage, Translated("docs/feed.md lists the keys")},
//                   [](TomlFields& fields) { return fields.Text("title"); });
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "base/result.h"
#include "base/text_place.h"

namespace boyin {

[[nodiscard]] TextPlace PlaceOf(const toml::source_region& at);

/// What a file of one kind says when it is refused.
struct TomlKind {
  Code code = Code::kInput;
  Message mend = {};  ///< where a whole example stands
};

/// The first thing that is wrong with a file; later ones are not listened to.
class TomlFaults {
 public:
  TomlFaults(std::string_view file, TomlKind kind) : file_(file), kind_(std::move(kind)) {}

  void Add(const TextPlace& at, Message what, Message mend = {});
  /// A name that is none of `known`; `what` stands before it.
  void Unknown(const TextPlace& at, const Message& what, std::string_view name,
               const std::vector<std::string_view>& known);
  /// A field that must be there and is not.
  void Missing(std::string_view key);
  [[nodiscard]] const std::optional<Error>& first() const { return first_; }

 private:
  std::string_view file_;
  TomlKind kind_;
  std::optional<Error> first_;
};

/// A field of a struct by its key in the file.
template <typename T, typename Value>
struct TomlField {
  std::string_view key;
  Value T::*field;
};

class TomlFields {
 public:
  TomlFields(const toml::table& table, TomlFaults& faults) : table_(table), faults_(faults) {}

  [[nodiscard]] const toml::node* Find(std::string_view key);
  [[nodiscard]] std::string Text(std::string_view key, TextPlace* place = nullptr);
  [[nodiscard]] bool Flag(std::string_view key, bool otherwise);
  [[nodiscard]] int Whole(std::string_view key, int least, int most, int otherwise);
  [[nodiscard]] double Number(std::string_view key, double least, double most, double otherwise);
  [[nodiscard]] std::vector<std::pair<std::string, TextPlace>> Texts(std::string_view key);
  [[nodiscard]] const toml::table* Table(std::string_view key);
  /// Every key of the table must have been asked for.
  void Done();

  /// What the file names of `rows` is set in `out`; the rest stays as it is.
  template <typename Rows, typename T>
  void SetTexts(const Rows& rows, T& out) {
    for (const auto& row : rows) {
      if (Has(row.key)) out.*row.field = Text(row.key);
    }
  }
  template <typename Rows, typename T>
  void SetFlags(const Rows& rows, T& out) {
    for (const auto& row : rows) out.*row.field = Flag(row.key, out.*row.field);
  }

  void Wrong(const toml::node& node, std::string_view key, const Message& wanted);
  [[nodiscard]] TomlFaults& faults() { return faults_; }

 private:
  [[nodiscard]] bool Has(std::string_view key) { return Find(key) != nullptr; }

  const toml::table& table_;
  TomlFaults& faults_;
  std::vector<std::string_view> known_;
};

/// The tables of a file, or what is wrong with it, with its place.
[[nodiscard]] Result<toml::table> ParseToml(std::string_view text, const std::string& file,
                                            const TomlKind& kind);

/// A whole file: `read` takes what it wants of the top table, `TomlFields& -> T`.
template <typename Read>
[[nodiscard]] auto ReadToml(std::string_view text, const std::string& file, const TomlKind& kind,
                            Read read) -> Result<decltype(read(std::declval<TomlFields&>()))> {
  const Result<toml::table> table = ParseToml(text, file, kind);
  if (!table) return tl::unexpected(table.error());
  TomlFaults faults(file, kind);
  TomlFields fields(*table, faults);
  auto out = read(fields);
  fields.Done();
  if (faults.first()) return tl::unexpected(*faults.first());
  return out;
}

}  // namespace boyin
