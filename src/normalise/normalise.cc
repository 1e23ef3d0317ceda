#include "normalise/normalise.h"

#include <algorithm>
#include <bitset>
#include <deque>
#include <utility>

#include "normalise/clean.h"
#include "normalise/compose.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

/// What the station's table says for one spelling.
struct StationReading {
  std::string spoken;
  std::string origin;
};

// Evidence: what is read and what speaks for it, in bytes; then the stated weight; then the longer
// reading. Never the order in which the rules ran: equal proposals are equal.
bool Better(const Reading& a, const Reading& b, std::size_t at) {
  const auto evidence = [at](const Reading& r) { return r.end - at + r.cue; };
  if (evidence(a) != evidence(b)) return evidence(a) > evidence(b);
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.end != b.end) return a.end > b.end;
  return a.spoken < b.spoken;
}

bool Dense(char32_t c) { return utf8::IsHan(c) || IsCjkPunctuation(c); }

}  // namespace

struct Normaliser::Tables {
  Options options;
  Lookups lookups;
  Script script;
  std::unique_ptr<Cleaner> cleaner;
  std::deque<std::string> keys;  // what the map's keys view
  PhraseMap<StationReading> station;
  std::bitset<0x10000> stops;

  Tables(const Options& o, Lookups l, Script s)
      : options(o), lookups(std::move(l)), script(std::move(s)) {}

  void FillStops();
  [[nodiscard]] Spoken Walk(const Draft& draft) const;
  [[nodiscard]] const StationReading* StationAt(std::string_view text, std::size_t at,
                                                std::size_t& end) const;
  [[nodiscard]] Reading Best(const Scene& scene) const;
};

void Normaliser::Tables::FillStops() {
  for (char32_t c = 0; c < 0x10000; ++c) {
    const bool plain = utf8::IsHan(c) || IsCjkPunctuation(c) || c == 0xFFFD;
    if (!plain) stops.set(c);
  }
  for (const char32_t c : {U'（', U'－', U'—', U'～', U'〜'}) stops.set(c);
  for (const auto& [key, value] : station) stops.set(At(key, 0) & 0xFFFFU);
  for (const auto& [key, value] : lookups.symbols) stops.set(At(key, 0) & 0xFFFFU);
}

const StationReading* Normaliser::Tables::StationAt(std::string_view text, std::size_t at,
                                                    std::size_t& end) const {
  const auto hit = station.LongestAt(text, at);
  if (!hit) return nullptr;
  end = at + hit.length;
  // 211 is no part of 12115, nor is GDP of GDPR.
  const auto joins = [](char32_t a, char32_t b) {
    return (IsDigit(a) && IsDigit(b)) || (IsLetter(a) && IsLetter(b));
  };
  if (joins(Before(text, at), At(text, at)) || joins(Before(text, end), At(text, end))) {
    return nullptr;
  }
  return hit.value;
}

Reading Normaliser::Tables::Best(const Scene& scene) const {
  Readings all;
  ReadQuantities(scene, all);
  ReadDates(scene, all);
  ReadClock(scene, all);
  ReadRatios(scene, all);
  ReadPhones(scene, all);
  ReadCodes(scene, all);
  ReadLatin(scene, all);
  ReadWeb(scene, all);
  ReadSymbols(scene, all);
  Reading best;
  for (Reading& reading : all) {
    if (reading.end <= scene.at || reading.end > scene.limit) continue;
    if (best.end == 0 || Better(reading, best, scene.at)) best = std::move(reading);
  }
  return best;
}

Spoken Normaliser::Tables::Walk(const Draft& draft) const {
  const std::string_view text = draft.text;
  Composer composer(draft);
  Memory memory;
  std::size_t fixed = 0;
  for (std::size_t at = 0; at < text.size();) {
    while (fixed < draft.fixed.size() && draft.fixed[fixed].clean.end <= at) ++fixed;
    const std::size_t fixed_at =
        fixed < draft.fixed.size() ? draft.fixed[fixed].clean.begin : text.size();
    at = SkipPlain(text, at, fixed_at, stops);
    if (at == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[at]);
    const utf8::CodePoint c = byte < 0x80 ? utf8::CodePoint{byte, 1} : utf8::Decode(text, at);
    if (at == fixed_at && fixed < draft.fixed.size()) {
      composer.Same(at);
      Reading reading;
      reading.spoken = text.substr(at, draft.fixed[fixed].clean.size());
      reading.semiotic_class = "user";
      reading.rule = draft.fixed[fixed].rule;
      reading.confidence = 1.0F;
      at = draft.fixed[fixed].clean.end;
      composer.Read(at, reading);
      continue;
    }
    if (c.value < 0x10000 && !stops[c.value]) {
      at += c.length;
      continue;
    }
    std::size_t end = 0;
    if (const StationReading* said = StationAt(text, at, end); said != nullptr && end <= fixed_at) {
      composer.Same(at);
      Reading reading;
      reading.spoken = said->spoken;
      reading.semiotic_class = "user";
      reading.rule = said->origin;
      reading.confidence = 1.0F;
      composer.Read(end, reading);
      at = end;
      continue;
    }
    if (c.value == ' ') {
      composer.Same(at);
      const char32_t left = Before(composer.spoken(), composer.spoken().size());
      const std::size_t next = EndOfSpaces(text, at);
      std::size_t spoken_next = next;  // beyond silent hyphens: mkpasswd -d
      while (At(text, spoken_next) == '-') ++spoken_next;
      const bool figures = IsDigit(At(text, next)) && IsDigit(Before(text, at));
      if (figures) {
        Reading pause;
        pause.spoken = "，";
        pause.semiotic_class = "punctuation";
        pause.rule = "space";
        composer.Read(next, pause);
      } else if (left == 0 || Dense(left) || !IsLetter(At(text, spoken_next))) {
        composer.Skip(next, "layout");
      } else {
        composer.Same(next);
      }
      at = next;
      continue;
    }
    const Scene scene{text, at, fixed_at, lookups, options, memory};
    Reading reading = Best(scene);
    if (reading.end == 0) {
      at += c.length;  // a letter or sign that nothing is known of stays as it is
      continue;
    }
    composer.Same(at);
    const std::string_view so_far = composer.spoken();
    if (reading.spoken.starts_with(' ') && Dense(Before(so_far, so_far.size()))) {
      reading.spoken.erase(0, 1);
    }
    const std::string_view written = text.substr(at, reading.end - at);
    if (written == "\"") memory.quote_open = !memory.quote_open;
    if (reading.semiotic_class != "punctuation") memory.score = reading.score;
    if (reading.skipped) {
      composer.Skip(reading.end, reading.rule);
    } else if (reading.spoken == written) {
      composer.Same(reading.end);
    } else {
      composer.Read(reading.end, reading);
    }
    at = reading.end;
  }
  return composer.Finish();
}

Range Spoken::WrittenFor(Range spoken) const {
  Range out;
  bool found = false;
  for (const Piece& piece : pieces) {
    const bool touches = piece.spoken.begin < spoken.end && piece.spoken.end > spoken.begin;
    if (!touches) continue;
    Range here = piece.written;
    if (piece.kind == PieceKind::kSame) {
      const std::size_t shift = piece.written.begin - piece.spoken.begin;
      here.begin = std::max(piece.spoken.begin, spoken.begin) + shift;
      here.end = std::min(piece.spoken.end, spoken.end) + shift;
    }
    if (!found) out = here;
    out.end = here.end;
    found = true;
  }
  return out;
}

Normaliser::Normaliser(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Normaliser::Normaliser(Normaliser&&) noexcept = default;
Normaliser& Normaliser::operator=(Normaliser&&) noexcept = default;
Normaliser::~Normaliser() = default;

Result<Normaliser> Normaliser::Create(const Options& options, const lexicon::Lexicon& lexicon) {
  Result<Lookups> lookups = LoadLookups(options.emoji_named);
  if (!lookups) return tl::unexpected(lookups.error());
  Result<Script> script = Script::Create();
  if (!script) return tl::unexpected(script.error());
  auto tables = std::make_unique<Tables>(options, *std::move(lookups), *std::move(script));
  tables->cleaner = std::make_unique<Cleaner>(tables->lookups, tables->script);
  for (const lexicon::Entry& entry : lexicon) {
    if (entry.spoken.empty()) continue;
    const std::string& key = tables->keys.emplace_back(tables->cleaner->Clean(entry.written).text);
    if (key.empty()) {
      return Fail(Code::kUsage, entry.origin,
                  {"the written form \"" + entry.written + "\" holds nothing that is read",
                   "词条“" + entry.written + "”里没有可读的内容"});
    }
    tables->station.Add(key, {entry.spoken, entry.origin.empty() ? "lexicon" : entry.origin});
  }
  tables->FillStops();
  return Normaliser(std::unique_ptr<const Tables>(std::move(tables)));
}

Spoken Normaliser::Normalise(std::string_view written) const {
  return tables_->Walk(tables_->cleaner->Clean(written));
}

}  // namespace boyin::normalise
