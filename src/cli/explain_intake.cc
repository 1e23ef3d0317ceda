#include "cli/explain_intake.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "cli/terminal.h"

namespace boyin::cli {
namespace {

struct Field {
  std::string_view name;
  Message shown;
  std::string intake::Metadata::*value;
};

const std::vector<Field>& Fields() {
  static const std::vector<Field> fields{
      {"title", Translated("title"), &intake::Metadata::title},
      {"author", Translated("author"), &intake::Metadata::author},
      {"source", Translated("source"), &intake::Metadata::source},
      {"date", Translated("date"), &intake::Metadata::date}};
  return fields;
}

/// A line of a screen.
std::string Shortened(std::string_view text) {
  constexpr std::size_t kMost = 60;  // characters
  std::string out;
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    if (count == kMost) return out + "…";
    const std::size_t length = utf8::Decode(text, at).length;
    const std::string_view one = text.substr(at, length);
    out += one == "\n" ? " " : one;
    at += length;
  }
  return out;
}

void PrintField(const intake::Document& document, const Field& field) {
  const std::string& value = document.metadata.*field.value;
  Say(stdout, "{}: {}\n", Pick(field.shown), value.empty() ? Tr("(none)") : value);
  std::vector<const intake::Finding*> found;
  for (const intake::Finding& finding : document.findings) {
    if (finding.field == field.name) found.push_back(&finding);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
    return a->won != b->won ? a->won : a->belief > b->belief;
  });
  for (const intake::Finding* finding : found) {
    Say(stdout, "  {} {} · {} · {}{}\n", finding->won ? "*" : "-", Shortened(finding->value),
        finding->origin, finding->belief,
        finding->refused.empty() ? std::string() : " · " + finding->refused);
  }
  if (found.empty() && !value.empty()) {
    Say(stdout, "  * {}\n", Tr("from the document itself"));
  }
}

}  // namespace

void PrintIntake(const intake::Document& document) {
  Say(stdout, "{} · {} · {}\n", document.file, document.format, document.encoding);
  for (const Field& field : Fields()) PrintField(document, field);
  std::size_t read = 0;
  for (const intake::Block& block : document.blocks) read += utf8::Length(block.text);
  Say(stdout, "{}\n", Tr("text: {} blocks, {} characters", document.blocks.size(), read));
  for (const intake::Block& block : document.blocks) Say(stdout, "  + {}\n", Shortened(block.text));
  std::map<std::string, std::vector<std::string>> left_out;
  for (const intake::Dropped& dropped : document.dropped) {
    if (dropped.reason == "layout") continue;
    left_out[dropped.reason].push_back(Shortened(dropped.source.In(document.text)));
  }
  Say(stdout, "{}\n", Tr("left out:"));
  for (const auto& [reason, texts] : left_out) {
    Say(stdout, "  {} ({})\n", reason, texts.size());
    for (const std::string& text : texts) Say(stdout, "    - {}\n", text);
  }
}

}  // namespace boyin::cli
