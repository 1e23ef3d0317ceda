#include "jobs/parcel.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "jobs/recipe.h"

namespace boyin::normalise {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Options, yao, liang_bai, emoji_named, drop_celsius, per_last)
}  // namespace boyin::normalise

namespace boyin::jobs {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Parcel, input, input_hash, instructions, results, suffix, member)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Made, duration_s, doubts)

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string Text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What the text holds, or nothing: the JSON library throws, and no further than here.
template <typename Read>
auto Guarded(std::string_view text, const Read& read) -> std::optional<decltype(read(Json()))> {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

Error NotOurs(const std::string& name) {
  return {Code::kInput,
          name,
          {"is not what a batch of this version writes", "不是本版本的批处理写出的内容"},
          {"run the same version of boyin on every machine", "请在每台机器上使用同一版本的 boyin"}};
}

Error Outside(const std::string& below) {
  return {Code::kInput,
          below,
          {"leads out of the store", "指向共享目录之外"},
          {"keep inputs and outputs inside the folder that --store names",
           "请把输入和输出放在 --store 指定的目录里"}};
}

}  // namespace

std::string WriteInstructions(const Instructions& i) {
  return Text({{"settings", ToJson(i.settings)},
               {"charset", i.encoding},
               {"readings", i.readings},
               {"lexicon", lexicon::WriteTsv(i.lexicon)}});
}

Result<Instructions> ReadInstructions(std::string_view json, const std::string& name) {
  std::string table;
  auto read = Guarded(json, [&](const Json& j) {
    Instructions i;
    i.settings = SettingsFromJson(j.at("settings"));
    j.at("charset").get_to(i.encoding);
    j.at("readings").get_to(i.readings);
    j.at("lexicon").get_to(table);
    return i;
  });
  if (!read) return tl::unexpected(NotOurs(name));
  Result<lexicon::Lexicon> lexicon = lexicon::Parse(table, name, "");
  if (!lexicon) return tl::unexpected(lexicon.error());
  read->lexicon = std::move(*lexicon);
  return std::move(*read);
}

std::string WriteParcel(const Parcel& parcel) { return Text(parcel); }

Result<Parcel> ReadParcel(std::string_view json) {
  auto read = Guarded(json, [](const Json& j) { return j.get<Parcel>(); });
  if (!read) return tl::unexpected(NotOurs("job"));
  return std::move(*read);
}

std::string WriteDelivery(const Delivery& d) {
  Json json = {{"sound_key", d.sound_key}, {"sound_hash", d.sound_hash}};
  if (d.made) {
    json["made"] = *d.made;
  } else {
    const Error& e = d.made.error();
    json["error"] = {static_cast<int>(e.code), e.where, e.what.en, e.what.zh, e.mend.en, e.mend.zh};
  }
  return Text(json);
}

std::optional<Delivery> ReadDelivery(std::string_view json) {
  return Guarded(json, [](const Json& j) {
    Delivery d{Made{}, j.at("sound_key"), j.at("sound_hash")};
    if (j.contains("made")) {
      d.made = j.at("made").get<Made>();
    } else {
      const Json& e = j.at("error");
      d.made = tl::unexpected(Error{
          static_cast<Code>(e.at(0).get<int>()), e.at(1), {e.at(2), e.at(3)}, {e.at(4), e.at(5)}});
    }
    return d;
  });
}

Result<fs::path> Within(const fs::path& store, const std::string& below) {
  std::error_code failed;
  const fs::path root = fs::canonical(store, failed);
  if (failed) {
    return Fail(Code::kInput, store.string(), {failed.message(), failed.message()},
                {"name the shared folder with --store", "请用 --store 指定共享目录"});
  }
  if (below.empty() || fs::path(below).is_absolute()) return tl::unexpected(Outside(below));
  const fs::path path = fs::canonical(root / below, failed);
  if (failed) return Fail(Code::kInput, below, {failed.message(), failed.message()});
  const auto [end, ignored] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  if (end != root.end()) return tl::unexpected(Outside(below));
  return path;
}

}  // namespace boyin::jobs
