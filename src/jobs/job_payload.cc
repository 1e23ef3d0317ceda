#include "jobs/job_payload.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "jobs/render_config.h"

namespace boyin::normalise {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Options, yao, liang_bai, emoji_named, drop_celsius, per_last)
}  // namespace boyin::normalise

namespace boyin::jobs {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(JobPayload, input, input_hash, instructions, results, output,
                                   member)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Rendered, duration_s, sentences, doubts, sound_key)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ResultFile, name, hash)

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// What the text holds, or nothing: the JSON library throws, and no further than here.
template <typename Read>
auto Guarded(std::string_view text, const Read& read) -> std::optional<decltype(read(Json()))> {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

/// As intake::Tables counts them.
constexpr std::array<std::string_view, 3> kTables = {"rows", "heads", "skip"};

std::array<std::string*, 5> NamesOf(JobPayload& payload) {
  return {&payload.input, &payload.instructions, &payload.results, &payload.output,
          &payload.member};
}

/// A file's name is any bytes, JSON is UTF-8: what is not, and the percent sign, becomes %XX.
std::string Escaped(std::string_view name) {
  std::string text;
  for (std::size_t at = 0; at < name.size();) {
    const utf8::CodePoint c = utf8::Decode(name, at);
    const bool plain = name[at] != '%' && (c.length > 1 || c.value < 0x80);
    const auto byte = static_cast<unsigned char>(name[at]);
    text += plain ? std::string(name.substr(at, c.length)) : fmt::format("%{:02X}", byte);
    at += c.length;
  }
  return text;
}

std::optional<std::string> Unescaped(std::string_view text) {
  std::string name;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      name += text[at];
      continue;
    }
    unsigned byte = 0;
    const std::string_view digits = text.substr(at + 1, 2);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || end != digits.data() + 2) return std::nullopt;
    name += static_cast<char>(byte);
    at += 2;
  }
  return name;
}

/// Who may write to the store may say anything: a code that is none of ours is kOther.
Code CodeOf(int number) {
  for (const Code known :
       {Code::kUsage, Code::kInput, Code::kOutput, Code::kEngine, Code::kInterrupted}) {
    if (static_cast<int>(known) == number) return known;
  }
  return Code::kOther;
}

Error NotOurs(const std::string& name) {
  return {Code::kInput, name, Translated("is not what a batch of this version writes"),
          Translated("run the same version of boyin on every machine")};
}

Error Outside(const std::string& below) {
  return {Code::kInput, below, Translated("leads out of the store"),
          Translated("keep inputs and outputs inside the folder that --store names")};
}

}  // namespace

std::string WriteInstructions(const Instructions& i) {
  return JsonLine({{"config", i.config},
                   {"charset", i.intake.encoding},
                   {"read_captions", i.intake.captions == intake::Captions::kRead},
                   {"tables", kTables.at(static_cast<std::size_t>(i.intake.tables))},
                   {"plain_text", i.plain_text},
                   {"readings", i.readings},
                   {"lexicon", lexicon::WriteTsv(i.lexicon)}});
}

Result<Instructions> ReadInstructions(std::string_view json, const std::string& name) {
  std::string table;
  auto read = Guarded(json, [&](const Json& j) {
    Instructions i;
    j.at("config").get_to(i.config);
    j.at("charset").get_to(i.intake.encoding);
    i.intake.captions =
        j.at("read_captions").get<bool>() ? intake::Captions::kRead : intake::Captions::kSkip;
    const auto tables =
        std::find(kTables.begin(), kTables.end(), j.at("tables").get<std::string>());
    if (tables == kTables.end()) return std::optional<Instructions>();
    i.intake.tables = static_cast<intake::Tables>(tables - kTables.begin());
    j.at("plain_text").get_to(i.plain_text);
    j.at("readings").get_to(i.readings);
    j.at("lexicon").get_to(table);
    return std::optional(std::move(i));
  });
  if (!read || !*read) return tl::unexpected(NotOurs(name));
  Result<lexicon::Lexicon> lexicon = lexicon::Parse(table, name, "");
  if (!lexicon) return tl::unexpected(lexicon.error());
  (*read)->lexicon = std::move(*lexicon);
  return std::move(**read);
}

std::string WritePayload(const JobPayload& payload) {
  JobPayload sent = payload;
  for (std::string* name : NamesOf(sent)) *name = Escaped(*name);
  return JsonLine(sent);
}

Result<JobPayload> ReadPayload(std::string_view json) {
  auto read = Guarded(json, [](const Json& j) { return j.get<JobPayload>(); });
  if (!read) return tl::unexpected(NotOurs("job"));
  for (std::string* name : NamesOf(*read)) {
    std::optional<std::string> plain = Unescaped(*name);
    if (!plain) return tl::unexpected(NotOurs("job"));
    *name = std::move(*plain);
  }
  return std::move(*read);
}

std::string WriteResult(const JobResult& d) {
  Json json = {{"files", d.files}};
  for (Json& file : json["files"]) file["name"] = Escaped(file["name"].get<std::string>());
  if (d.made) {
    json["made"] = *d.made;
  } else {
    const Error& e = d.made.error();
    json["error"] = {static_cast<int>(e.code), e.where, e.what.en, e.what.zh, e.mend.en, e.mend.zh};
  }
  return JsonLine(json);
}

std::optional<JobResult> ReadResult(std::string_view json) {
  auto result = Guarded(json, [](const Json& j) {
    JobResult d{Rendered{}, j.at("files")};
    if (j.contains("made")) {
      d.made = j.at("made").get<Rendered>();
    } else {
      const Json& e = j.at("error");
      d.made = tl::unexpected(
          Error{CodeOf(e.at(0).get<int>()), e.at(1), {e.at(2), e.at(3)}, {e.at(4), e.at(5)}});
    }
    return d;
  });
  if (!result) return std::nullopt;
  for (ResultFile& file : result->files) {
    std::optional<std::string> name = Unescaped(file.name);
    if (!name || !IsFileName(*name)) return std::nullopt;
    file.name = std::move(*name);
  }
  return result;
}

bool IsFileName(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

Result<fs::path> Within(const fs::path& store, const std::string& below) {
  std::error_code failed;
  const fs::path root = fs::canonical(store, failed);
  if (failed) {
    return Fail(Code::kInput, store.string(), {failed.message(), failed.message()},
                Translated("name the shared folder with --store"));
  }
  if (below.empty() || fs::path(below).is_absolute()) return tl::unexpected(Outside(below));
  const fs::path path = fs::canonical(root / below, failed);
  if (failed) return Fail(Code::kInput, below, {failed.message(), failed.message()});
  const auto [end, ignored] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  if (end != root.end()) return tl::unexpected(Outside(below));
  return path;
}

Result<std::string> BelowStore(const fs::path& store, const fs::path& path) {
  const fs::path root = fs::absolute(store / "").lexically_normal();
  const fs::path whole = fs::absolute(path).lexically_normal();
  std::string below = whole.lexically_relative(root).string();
  if (below.empty() || below.starts_with("..") || !Within(store, below)) {
    return Fail(Code::kUsage, path.string(), Translated("is not in the store {}", root.string()),
                Translated("name with --store the folder that all machines share"));
  }
  return below;
}

}  // namespace boyin::jobs
