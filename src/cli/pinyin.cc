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
    const Range written = spoken.WrittenFor(token.spoken);
    if (!first) out += ',';
    first = false;
    fmt::format_to(
        std::back_inserter(out),
        R"({{"char":"{}","begin":{},"end":{},"pinyin":"{}","surface":"{}","break":{},"p":{})",
        token.spoken.In(utterance.text), written.begin, written.end, token.pinyin.text(),
        token.surface.text(), static_cast<int>(breaks[i]), token.confidence);
    if (token.other) {
      fmt::format_to(std::back_inserter(out), R"(,"other":"{}")", token.other.text());
    }
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

void AddPinyin(CLI::App& app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "pinyin",
      Pick({"Print the syllables of each line, tones as spoken", "逐行输出拼音（变调后）"}));
  command
      ->add_option("file", options->path,
                   Pick({"the text, or - for standard input", "文本文件，- 为标准输入"}))
      ->capture_default_str();
  command->add_flag(
      "--json", options->json,
      Pick({"one JSON object a line, with byte ranges", "每行一个 JSON 对象，含字节区间"}));
  command->add_flag("--citation", options->rules.citation,
                    Pick({"full tones where speech has neutral ones", "轻声字给出本调"}));
  command
      ->add_option_function<std::string>(
          "--language",
          [options](const std::string& language) {
            options->standard = pronounce::StandardOf(language);
          },
          Pick({"zh-TW: Taiwan's readings (default zh-CN)", "zh-TW：台湾读音（默认 zh-CN）"}))
      ->check(CLI::IsMember({"zh-CN", "zh-TW"}));
  AddReadings(*command, options->readings);
  command
      ->add_option("--lexicon", options->lexicons,
                   Pick({"your own readings (TSV)", "自定读法（TSV）"}))
      ->allow_extra_args(false);
  command->callback([options, &outcome] { outcome.status = Run(*options); });
}

}  // namespace boyin::cli
