#include "server/pages/user_lexicon.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/file.h"
#include "server/http/json_body.h"
#include "server/service.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 1 << 20U;

Result<lexicon::Lexicon> ReadTable(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return lexicon::Lexicon{};
  const Result<std::string> text = ReadFile(file, kMostBytes);
  if (!text) return tl::unexpected(text.error());
  return lexicon::Parse(*text, file.string(), "");
}

std::string ListJson(const lexicon::Lexicon& entries) {
  std::string list;
  for (const lexicon::Entry& entry : entries) {
    const lexicon::Line line = lexicon::LineOf(entry);
    list += fmt::format(R"({}{{"written":{},"spoken":{},"pinyin":{}}})", list.empty() ? "" : ",",
                        JsonString(line.written), JsonString(line.spoken), JsonString(line.pinyin));
  }
  return fmt::format(R"({{"entries":[{}]}})", list);
}

Reply Refused(const Error& error) {
  return ErrorReply(error.code == Code::kOutput ? 500 : 400, "invalid_value",
                    error.mend.en.empty() ? error.what.en : error.what.en + "; " + error.mend.en,
                    "pinyin");
}

/// One reading, or a whole table as the reading proof gives it.
Result<lexicon::Lexicon> EntriesOf(const std::string& written, const std::string& spoken,
                                   const std::string& pinyin, const std::string& tsv) {
  if (!tsv.empty()) return lexicon::Parse(tsv, "tsv", "");
  Result<lexicon::Entry> entry = lexicon::ReadLine({written, spoken, pinyin, "", ""}, "entry");
  if (!entry) return tl::unexpected(entry.error());
  return lexicon::Lexicon{std::move(*entry)};
}

Reply AfterChange(Service& service, const Result<void>& changed) {
  if (!changed) return Refused(changed.error());
  if (const Result<void> reloaded = service.ReloadContext(); !reloaded) {
    return ErrorReply(reloaded.error());
  }
  const Result<lexicon::Lexicon> all = service.user_lexicon().Read();
  return all ? JsonReply(ListJson(*all)) : ErrorReply(all.error());
}

Reply AddEntries(Service& service, const Request& request) {
  JsonBody body(request.body);
  const std::string tsv = body.Text("tsv", "");
  const std::string written = tsv.empty() ? body.Text("written") : "";
  const std::string spoken = body.Text("spoken", "");
  const std::string pinyin = body.Text("pinyin", "");
  if (body.refusal()) return *body.refusal();
  const Result<lexicon::Lexicon> entries = EntriesOf(written, spoken, pinyin, tsv);
  if (!entries) return Refused(entries.error());
  return AfterChange(service, service.user_lexicon().Add(*entries));
}

}  // namespace

Result<lexicon::Lexicon> UserLexicon::Read() const {
  const std::lock_guard lock(mutex_);
  return ReadTable(file_);
}

Result<void> UserLexicon::Add(const lexicon::Lexicon& entries) {
  const std::lock_guard lock(mutex_);
  const Result<lexicon::Lexicon> old = ReadTable(file_);
  if (!old) return tl::unexpected(old.error());
  return Write(lexicon::Merge({*old, entries}));
}

Result<void> UserLexicon::Remove(const std::string& written) {
  const std::lock_guard lock(mutex_);
  Result<lexicon::Lexicon> entries = ReadTable(file_);
  if (!entries) return tl::unexpected(entries.error());
  std::erase_if(*entries, [&](const lexicon::Entry& entry) { return entry.written == written; });
  return Write(*entries);
}

Result<void> UserLexicon::Write(const lexicon::Lexicon& entries) const {
  std::error_code failed;
  fs::create_directories(file_.parent_path(), failed);
  return WriteFile(file_, lexicon::WriteTsv(entries));
}

std::vector<Route> LexiconRoutes(Service& service) {
  const auto apart = [&service](Reply (*work)(Service&, const Request&)) {
    return [&service, work](const Request& request, const Answer& answer) {
      if (service.keyed()) {
        return answer(
            ErrorReply(403, "not_yours", "the readings of this service are its operator's"));
      }
      service.RunDiskWork(request, answer,
                          [&service, work, request] { return work(service, request); });
    };
  };
  return {
      {"GET", "/v1/lexicon", Body::kNone, false, apart([](Service& s, const Request&) {
         const Result<lexicon::Lexicon> all = s.user_lexicon().Read();
         return all ? JsonReply(ListJson(*all)) : ErrorReply(all.error());
       })},
      {"POST", "/v1/lexicon", Body::kJson, false, apart(AddEntries)},
      {"DELETE", "/v1/lexicon/{written}", Body::kNone, false,
       apart([](Service& s, const Request& request) {
         return AfterChange(s, s.user_lexicon().Remove(request.captures.at("written")));
       })},
  };
}

}  // namespace boyin::server
