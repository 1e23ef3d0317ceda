#include "lexicon/lexicon.h"

#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "base/file_claims.h"
#include "cli/commands.h"
#include "lexicon/pls.h"
#include "pronounce/pronounce.h"

namespace boyin::cli {
namespace {

using nlohmann::ordered_json;

Result<std::string> ReadInput(const std::string& path) {
  return path == "-" ? ReadStandardInput() : ReadFile(path);
}

/// A table, or PLS where it begins as XML does. Nothing is dropped as expired.
Result<lexicon::Lexicon> ReadAny(const std::string& path) {
  const Result<std::string> text = ReadInput(path);
  if (!text) return tl::unexpected(text.error());
  const std::size_t first = text->find_first_not_of("\xEF\xBB\xBF \t\r\n");
  const bool xml = first != std::string::npos && (*text)[first] == '<';
  return xml ? lexicon::ReadPls(*text, path) : lexicon::Parse(*text, path, "");
}

Result<void> Write(const std::string& path, const std::string& text) {
  if (path != "-") return WriteFile(path, text);
  fmt::print("{}", text);
  return {};
}

int Finish(const Result<void>& done) {
  if (done) return 0;
  Print(done.error());
  return Status(done.error());
}

ordered_json Json(const Error& error) {
  return {{"where", error.where}, {"what", Pick(error.what)}, {"mend", Pick(error.mend)}};
}

int Check(const std::vector<std::string>& paths, bool json) {
  ordered_json list = ordered_json::array();
  int status = 0;
  for (const std::string& path : paths) {
    std::vector<Error> faults;
    if (const Result<std::string> text = ReadInput(path); text) {
      faults = lexicon::Check(*text, path);
    } else {
      faults.push_back(text.error());
    }
    for (const Error& fault : faults) {
      status = Status(fault);
      if (json) {
        list.push_back(Json(fault));
      } else {
        Print(fault);
      }
    }
    if (!json && faults.empty()) Say(stdout, "{}   {}\n", path, Tr("no faults"));
  }
  if (json) PrintJson({{"faults", list}}, 2);
  return status;
}

struct Conversion {
  std::string input = "-";
  std::string output = "-";
  bool json = false;
};

/// `write` is the form that comes out; with --json it is the entries as JSON.
Result<void> Convert(const Conversion& conversion, std::string (*write)(const lexicon::Lexicon&)) {
  FileClaims claims;
  claims.Read(conversion.input);
  if (Result<void> free = claims.Write(conversion.output); !free) return free;
  const Result<lexicon::Lexicon> lexicon = ReadAny(conversion.input);
  if (!lexicon) return tl::unexpected(lexicon.error());
  if (!conversion.json) return Write(conversion.output, write(*lexicon));
  ordered_json list = ordered_json::array();
  for (const lexicon::Entry& entry : *lexicon) {
    const lexicon::Line line = lexicon::LineOf(entry);
    list.push_back({{"written", line.written},
                    {"spoken", line.spoken},
                    {"pinyin", line.pinyin},
                    {"scope", line.scope.empty() ? "station" : line.scope},
                    {"until", line.until}});
  }
  return Write(conversion.output,
               list.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

Message Name(pronounce::DecidedBy by) {
  switch (by) {
    case pronounce::DecidedBy::kCharacter:
      return Translated("character");
    case pronounce::DecidedBy::kLexicon:
      return Translated("lexicon");
    case pronounce::DecidedBy::kModel:
      return Translated("model");
    case pronounce::DecidedBy::kName:
      return Translated("name");
    case pronounce::DecidedBy::kUser:
      return Translated("station");
    case pronounce::DecidedBy::kUnknown:
      return Translated("unknown");
  }
  return {};
}

/// "chong2   lexicon   character zhong4, lexicon chong2, model chong2 99 %".
std::string Explained(const pronounce::Witness& witness) {
  std::string others;
  const auto add = [&](const Message& who, Pinyin said) {
    if (!said) return;
    if (!others.empty()) others += Tr(", ");
    others += fmt::format("{} {}", Pick(who), said.text());
  };
  add(Name(pronounce::DecidedBy::kCharacter), witness.character);
  add(Name(pronounce::DecidedBy::kLexicon), witness.lexicon);
  add(Name(pronounce::DecidedBy::kModel), witness.model);
  if (witness.model) others += fmt::format(" {} %", witness.model_per_cent);
  add(Translated("surname"), witness.name);
  add(Name(pronounce::DecidedBy::kUser), witness.user);
  return fmt::format("{}  {:<8} {}  ({})", witness.text, witness.decided.text(),
                     Pick(Name(witness.by)), others);
}

ordered_json Json(const pronounce::Witness& witness) {
  return {{"char", witness.text},
          {"pinyin", witness.decided.text()},
          {"by", Name(witness.by).en},
          {"character", witness.character.text()},
          {"lexicon", witness.lexicon.text()},
          {"model", witness.model.text()},
          {"model_per_cent", witness.model_per_cent},
          {"surname", witness.name.text()},
          {"station", witness.user.text()}};
}

Result<void> Why(const std::string& word, const std::vector<std::string>& paths, bool json) {
  const Result<lexicon::Lexicon> lexicon = ReadLexicons(paths);
  if (!lexicon) return tl::unexpected(lexicon.error());
  const auto normaliser = normalise::Normaliser::Create({}, *lexicon);
  if (!normaliser) return tl::unexpected(normaliser.error());
  const auto pronouncer = pronounce::Pronouncer::Create({}, *lexicon);
  if (!pronouncer) return tl::unexpected(pronouncer.error());
  ordered_json list = ordered_json::array();
  for (const pronounce::Witness& witness : pronouncer->Why(normaliser->Normalise(word).text)) {
    if (json) {
      list.push_back(Json(witness));
    } else {
      Say(stdout, "{}\n", Explained(witness));
    }
  }
  if (json) PrintJson({{"word", word}, {"syllables", list}}, 2);
  return {};
}

Command AddConversion(Command lexicon, const char* name, const Message& about,
                      const std::shared_ptr<Conversion>& conversion) {
  const Command command = lexicon.AddCommand(name, Pick(about));
  command.AddOption("file", conversion->input, Tr("a table or PLS, or -")).ShowDefault();
  command.AddOption("-o,--output", conversion->output, Tr("where to, or -")).ShowDefault();
  command.AddFlag("--json", conversion->json, Tr("for a program"));
  return command;
}

}  // namespace

void AddLexicon(Command app, Outcome& outcome) {
  const Command lexicon =
      app.AddCommand("lexicon", Tr("Your own readings: check, import, export, explain"));
  lexicon.NeedCommand();

  auto paths = std::make_shared<std::vector<std::string>>();
  auto json = std::make_shared<bool>(false);
  const Command check = lexicon.AddCommand("check", Tr("Find every fault of a table"));
  check.AddOption("file", *paths, Tr("the tables (TSV), or -")).Required();
  check.AddFlag("--json", *json, Tr("for a program"));
  check.OnRun([=, &outcome] { outcome.status = Check(*paths, *json); });

  auto in = std::make_shared<Conversion>();
  AddConversion(lexicon, "import", Translated("Make a table from W3C PLS 1.0"), in)
      .OnRun([=, &outcome] { outcome.status = Finish(Convert(*in, lexicon::WriteTsv)); });
  auto out = std::make_shared<Conversion>();
  AddConversion(lexicon, "export", Translated("Make W3C PLS 1.0 from a table"), out)
      .OnRun([=, &outcome] { outcome.status = Finish(Convert(*out, lexicon::WritePls)); });

  auto word = std::make_shared<std::string>();
  const Command why = lexicon.AddCommand("why", Tr("Who decided how a word is read"));
  why.AddOption("word", *word, Tr("the word")).Required();
  why.AddOption("--lexicon", *paths, Tr("your own readings (TSV)"));
  why.AddFlag("--json", *json, Tr("for a program"));
  why.OnRun([=, &outcome] { outcome.status = Finish(Why(*word, *paths, *json)); });
}

}  // namespace boyin::cli
