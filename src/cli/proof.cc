#include "publish/page/proof.h"

#include <memory>

#include <fmt/format.h>

#include "base/file.h"
#include "base/file_claims.h"
#include "cli/archive_inputs.h"
#include "cli/commands.h"
#include "cli/readings.h"
#include "cli/speech_options.h"
#include "cli/take_files.h"

namespace boyin::cli {
namespace {

struct Options {
  std::string input;
  std::string output;
  std::string takes;
  intake::Options intake;
  std::vector<std::string> lexicons;
  std::vector<std::string> readings;
};

Result<void> Run(const Options& options) {
  FileClaims claims;
  claims.Read(options.input);
  for (const std::string& lexicon : options.lexicons) claims.Read(lexicon);
  const Result<std::vector<pipeline::Take>> takes = OpenTakeFile(options.takes, "/var/tmp", claims);
  if (!takes) return tl::unexpected(takes.error());
  if (Result<void> free = claims.Write(options.output); !free) return free;
  const Result<std::string> bytes = options.input == "-"
                                        ? ReadStandardInput(reader::kMostInputBytes)
                                        : ReadFile(options.input, reader::kMostInputBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const Result<reader::Reader> reader = OpenReader();
  if (!reader) return tl::unexpected(reader.error());
  const Result<intake::Document> document =
      reader->Read(*bytes, options.input == "-" ? "stdin" : options.input, options.intake);
  if (!document) return tl::unexpected(document.error());
  PrintNotes(*document);
  const Result<lexicon::Lexicon> lexicon = ReadLexicons(options.lexicons);
  if (!lexicon) return tl::unexpected(lexicon.error());
  const Result<normalise::Normaliser> normaliser =
      normalise::Normaliser::Create(ReadingsOf(options.readings), *lexicon);
  if (!normaliser) return tl::unexpected(normaliser.error());
  const Result<pronounce::Pronouncer> pronouncer = pronounce::Pronouncer::Create({}, *lexicon);
  if (!pronouncer) return tl::unexpected(pronouncer.error());
  const pipeline::DirectedDocument directed =
      pipeline::PutTakes(*document, *takes, {*normaliser, *pronouncer, voice::Voice{}});
  PrintLost(directed.lost);
  Result<void> written =
      WriteFile(options.output, publish::ProofHtml(directed.document, *normaliser, *pronouncer));
  if (written) {
    Say(stdout, "{}   {} {}\n", options.output, document->blocks.size(),
        Tr("paragraphs to check in a browser"));
  }
  return written;
}

}  // namespace

void AddProof(Command app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  const Command command =
      app.AddCommand("proof", Tr("Make a reading proof: one HTML page to check and mend readings"));
  command.AddOption("input", options->input, Tr("the article, or -")).Required();
  command.AddOption("-o,--output", options->output, Tr("the HTML file")).Required();
  command.AddOption("--lexicon", options->lexicons, Tr("your own readings (TSV)")).OneEachTime();
  AddTakesOption(command, options->takes);
  AddReadings(command, options->readings);
  AddInputOptions(command, options->intake);
  command.OnRun([options, &outcome] {
    const Result<void> done = Run(*options);
    if (!done) Print(done.error());
    outcome.status = done ? 0 : Status(done.error());
  });
}

}  // namespace boyin::cli
