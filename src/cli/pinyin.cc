#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/lines.h"
#include "cli/readings.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"

namespace boyin::cli {
namespace {

using pronounce::Token;
using pronounce::TokenKind;
using pronounce::Utterance;

void AppendPinyin(std::string& out, const Utterance& utterance) {
  bool first = true;
  for (const Token& token : utterance.tokens) {
    std::string said;
    if (token.kind == TokenKind::kSyllable) said = token.surface.text();
    if (token.kind == TokenKind::kForeign) said = utterance.foreign[token.index].text;
    if (said.empty()) continue;
    if (!first) out += ' ';
    first = false;
    out += said;
  }
  out += '\n';
}

void AppendNumber(std::string& out, std::string_view name, std::size_t value) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out += name;
  out.append(digits.data(), end);
}

void AppendSyllable(std::string& out, std::string_view name, Pinyin pinyin) {
  out += name;
  if (pinyin) {
    out += pinyin.base();
    if (pinyin.erhua()) out += 'r';
    out += static_cast<char>('0' + pinyin.tone());
  }
  out += '"';
}

/// Where the characters of `said` stand in the line. Inside a span that was read as a whole (50万),
/// characters that stand there as they are said (万) have their own place.
Range PlaceOf(std::string_view line, const normalise::Spoken& spoken, Range said) {
  const Range written = spoken.WrittenFor(said);
  const std::string_view whole = written.In(line);
  const std::string_view text = said.In(spoken.text);
  if (whole.size() <= text.size()) return written;
  const auto piece = std::ranges::partition_point(
      spoken.pieces, [&](const normalise::Piece& p) { return p.spoken.end <= said.begin; });
  if (piece == spoken.pieces.end() || piece->written != written) return written;
  const std::string_view tail = Range{said.begin, piece->spoken.end}.In(spoken.text);
  if (whole.ends_with(tail)) {
    const std::size_t begin = written.end - tail.size();
    return {begin, begin + text.size()};
  }
  const std::string_view head = Range{piece->spoken.begin, said.end}.In(spoken.text);
  if (!whole.starts_with(head)) return written;
  const std::size_t end = written.begin + head.size();
  return {end - text.size(), end};
}

void AppendJson(std::string& out, std::string_view line, const normalise::Spoken& spoken,
                const Utterance& utterance) {
  out += R"({"text":)";
  AppendJsonString(out, line);
  out += R"(,"syllables":[)";
  bool first = true;
  const std::vector<prosody::Break> breaks = prosody::Breaks(utterance);
  for (std::size_t i = 0; i < utterance.tokens.size(); ++i) {
    const Token& token = utterance.tokens[i];
    if (token.kind != TokenKind::kSyllable) continue;
    const Range written = PlaceOf(line, spoken, token.spoken);
    out += first ? R"({"char":")" : R"(,{"char":")";
    first = false;
    out += token.spoken.In(utterance.text);
    AppendNumber(out, R"(","begin":)", written.begin);
    AppendNumber(out, R"(,"end":)", written.end);
    AppendSyllable(out, R"(,"pinyin":")", token.pinyin);
    AppendSyllable(out, R"(,"surface":")", token.surface);
    AppendNumber(out, R"(,"break":)", static_cast<std::size_t>(breaks[i]));
    AppendNumber(out, R"(,"p":)", token.confidence);
    if (token.other) AppendSyllable(out, R"(,"other":")", token.other);
    out += '}';
  }
  out += R"(],"foreign":[)";
  first = true;
  for (const pronounce::Foreign& foreign : utterance.foreign) {
    const Range written = spoken.WrittenFor(foreign.spoken);
    if (!first) out += ',';
    first = false;
    fmt::format_to(std::back_inserter(out), R"({{"begin":{},"end":{},"text":)", written.begin,
                   written.end);
    AppendJsonString(out, foreign.text);
    out += R"(,"as":)";
    AppendJsonString(out, foreign.as);
    out += '}';
  }
  out += "]}\n";
}

struct Options {
  std::string path = "-";
  bool json = false;
  std::vector<std::string> lexicons;
  std::vector<std::string> readings;
  pronounce::Options rules;
  pronounce::Standard standard = pronounce::Standard::kMainland;
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
  const Result<pronounce::Pronouncer> pronouncer =
      pronounce::Pronouncer::Create(options.rules, *lexicon);
  if (!pronouncer) {
    Print(pronouncer.error());
    return Status(pronouncer.error());
  }
  const Result<void> done = ForEachLine(options.path, [&](std::string_view line, std::string& out) {
    const normalise::Spoken spoken = normaliser->Normalise(line);
    const Utterance utterance = pronouncer->Pronounce(spoken, options.standard);
    if (options.json) {
      AppendJson(out, line, spoken, utterance);
    } else {
      AppendPinyin(out, utterance);
    }
  });
  if (done) return 0;
  Print(done.error());
  return Status(done.error());
}

}  // namespace

void AddPinyin(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("pinyin", Tr("Print the syllables of each line, tones as spoken"));
  command.AddOption("file", options->path, Tr("the text, or - for standard input")).ShowDefault();
  command.AddFlag("--json", options->json, Tr("one JSON object a line, with byte ranges"));
  command.AddFlag("--citation", options->rules.citation,
                  Tr("full tones where speech has neutral ones"));
  command
      .AddSetter(
          "--language",
          [options](const std::string& language) {
            options->standard = pronounce::StandardOf(language);
          },
          Tr("zh-TW: Taiwan's readings (default zh-CN)"))
      .OneOf({"zh-CN", "zh-TW"});
  AddReadings(command, options->readings);
  command.AddOption("--lexicon", options->lexicons, Tr("your own readings (TSV)")).OneEachTime();
  command.OnRun([options, &outcome] { outcome.status = Run(*options); });
}

}  // namespace boyin::cli
