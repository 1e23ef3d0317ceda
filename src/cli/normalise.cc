#include "normalise/normalise.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/lines.h"
#include "cli/readings.h"

namespace boyin::cli {
namespace {

using normalise::Detail;
using normalise::Piece;
using normalise::PieceKind;
using normalise::Spoken;

void AppendSpan(std::string& out, std::string_view line, const Spoken& spoken, const Piece& piece) {
  static const Detail kCopied{"text", "copy", "", 1.0F, {}};
  const Detail& detail = piece.kind == PieceKind::kSame ? kCopied : spoken.details[piece.detail];
  fmt::format_to(std::back_inserter(out),
                 R"({{"begin":{},"end":{},"spoken_begin":{},"spoken_end":{},"written":)",
                 piece.written.begin, piece.written.end, piece.spoken.begin, piece.spoken.end);
  AppendJsonString(out, piece.written.In(line));
  out += R"(,"spoken":)";
  AppendJsonString(out, piece.spoken.In(spoken.text));
  out += R"(,"class":)";
  AppendJsonString(out, detail.semiotic_class);
  out += R"(,"rule":)";
  AppendJsonString(out, detail.rule);
  fmt::format_to(std::back_inserter(out), R"(,"confidence":{:.2f},"alternatives":[)",
                 detail.confidence);
  for (std::size_t i = 0; i < detail.alternatives.size(); ++i) {
    if (i > 0) out += ',';
    AppendJsonString(out, detail.alternatives[i]);
  }
  out += "]}";
}

void AppendJson(std::string& out, std::string_view line, const Spoken& spoken) {
  out += R"({"text":)";
  AppendJsonString(out, line);
  out += R"(,"spoken":)";
  AppendJsonString(out, spoken.text);
  out += R"(,"spans":[)";
  bool first = true;
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind == PieceKind::kSkipped) continue;
    if (!first) out += ',';
    first = false;
    AppendSpan(out, line, spoken, piece);
  }
  out += R"(],"skipped":[)";
  first = true;
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind != PieceKind::kSkipped) continue;
    if (!first) out += ',';
    first = false;
    fmt::format_to(std::back_inserter(out), R"({{"begin":{},"end":{},"reason":)",
                   piece.written.begin, piece.written.end);
    AppendJsonString(out, spoken.details[piece.detail].reason);
    out += '}';
  }
  out += "]}\n";
}

void Pad(std::string& out, std::string_view cell, std::size_t width) {
  out += cell;
  out.append(std::max<std::size_t>(width, Columns(cell) + 2) - Columns(cell), ' ');
}

constexpr float kDoubtful = 0.8F;

/// The range with up to some eight characters on either side.
Range Around(std::string_view line, Range range) {
  constexpr std::size_t kBytes = 24;
  const auto inside = [&](std::size_t at) {
    return at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U;
  };
  Range out{range.begin > kBytes ? range.begin - kBytes : 0,
            std::min(line.size(), range.end + kBytes)};
  while (inside(out.begin)) ++out.begin;
  while (inside(out.end)) --out.end;
  return out;
}

/// A table for a reader: what was not simply copied.
void AppendExplained(std::string& out, std::string_view line, const Spoken& spoken) {
  out += spoken.text;
  out += '\n';
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind == PieceKind::kSame) continue;
    const Detail& detail = spoken.details[piece.detail];
    out += "  ";
    Pad(out, piece.written.In(line), 20);
    if (piece.kind == PieceKind::kSkipped) {
      Pad(out, "—", 28);
      Pad(out, detail.reason, 20);
    } else {
      Pad(out, piece.spoken.In(spoken.text), 28);
      Pad(out, detail.semiotic_class, 20);
      Pad(out, detail.rule, 16);
      out += fmt::format("{:.2f}", detail.confidence);
    }
    for (const std::string& other : detail.alternatives) out += "  " + Tr("or {}", other);
    out += '\n';
  }
}

/// What a sub-editor should look at: the line's number, what is written with some words around it,
/// how it is read, how sure that is, and what else it could be.
void AppendDoubts(std::string& out, std::size_t number, std::string_view line,
                  const Spoken& spoken) {
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind != PieceKind::kVerbalised) continue;
    const Detail& detail = spoken.details[piece.detail];
    if (detail.confidence >= kDoubtful) continue;
    const Range around = Around(line, piece.written);
    const std::string_view before = line.substr(around.begin, piece.written.begin - around.begin);
    const std::string_view after = line.substr(piece.written.end, around.end - piece.written.end);
    out += fmt::format("{}\t{}⟨{}⟩{}\t{}\t{:.2f}", number, before, piece.written.In(line), after,
                       piece.spoken.In(spoken.text), detail.confidence);
    for (const std::string& other : detail.alternatives) out += "\t" + other;
    out += '\n';
  }
}

struct Options {
  std::string path = "-";
  bool doubts = false;
  bool json = false;
  bool explain = false;
  std::vector<std::string> lexicons;
  std::vector<std::string> readings;
};

int Run(const Options& options) {
  const Result<lexicon::Lexicon> lexicon = ReadLexicons(options.lexicons);
  if (!lexicon) {
    Print(lexicon.error());
    return Status(lexicon.error());
  }
  const Result<normalise::Normaliser> normaliser =
      normalise::Normaliser::Create(ReadingsOf(options.readings), *lexicon);
  if (!normaliser) {
    Print(normaliser.error());
    return Status(normaliser.error());
  }
  std::size_t number = 0;
  const Result<void> done = ForEachLine(options.path, [&](std::string_view line, std::string& out) {
    const Spoken spoken = normaliser->Normalise(line);
    ++number;
    if (options.doubts) {
      AppendDoubts(out, number, line, spoken);
    } else if (options.json) {
      AppendJson(out, line, spoken);
    } else if (options.explain) {
      std::string explained;
      AppendExplained(explained, line, spoken);
      out += Printable(explained);
    } else {
      out += spoken.text;
      out += '\n';
    }
  });
  if (done) return 0;
  Print(done.error());
  return Status(done.error());
}

}  // namespace

void AddNormalise(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command = app.AddCommand(
      "normalise", Tr("Print how each line is read aloud: one line out for each line in"));
  command.AddOption("file", options->path, Tr("the text, or - for standard input")).ShowDefault();
  const Option json =
      command.AddFlag("--json", options->json, Tr("one JSON object a line, with spans"));
  command
      .AddFlag("--explain", options->explain,
               Tr("say which rule read what, for a reader in a terminal"))
      .Excludes(json);
  command
      .AddFlag("--doubts", options->doubts,
               Tr("print only what may be read wrong, with the line's number"))
      .Excludes(json);
  command.AddOption("--lexicon", options->lexicons, Tr("your own readings (TSV)")).OneEachTime();
  AddReadings(command, options->readings);
  command.OnRun([options, &outcome] { outcome.status = Run(*options); });
}

}  // namespace boyin::cli
