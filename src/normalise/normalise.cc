#include "normalise/normalise.h"

#include <algorithm>
#include <bitset>
#include <deque>
#include <utility>

#include "base/message.h"
#include "normalise/clean.h"
#include "normalise/compose.h"
#include "normalise/confidence.h"
#include "normalise/data.h"
#include "normalise/doubt.h"
#include "normalise/features.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

/// What the station's table says for one spelling.
struct StationReading {
  std::string spoken;
  std::string origin;
};

bool Dense(char32_t c) { return utf8::IsHan(c) || IsCjkPunctuation(c); }

}  // namespace

struct Normaliser::Tables {
  Options options;
  Lookups lookups;
  Simplifier simplifier;
  ConfidenceModel confidence;
  std::unique_ptr<Cleaner> cleaner;
  std::deque<std::string> keys;  // what the map's keys view
  PhraseMap<StationReading> station;
  std::bitset<0x10000> stops;

  Tables(const Options& o, Lookups l, Simplifier s, const ConfidenceModel& c)
      : options(o), lookups(std::move(l)), simplifier(std::move(s)), confidence(c) {}

  void FillStops();
  [[nodiscard]] const StationReading* StationAt(std::string_view text, std::size_t at,
                                                std::size_t& end) const;
};

void Normaliser::Tables::FillStops() {
  for (char32_t c = 0; c < 0x10000; ++c) {
    const bool plain = utf8::IsHan(c) || IsCjkPunctuation(c) || c == 0xFFFD;
    if (!plain) stops.set(c);
  }
  for (const char32_t c : {U'（', U'－', U'—', U'～', U'〜', U'’'}) stops.set(c);
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

// One walk over one clean text.
class Normaliser::Walker {
 public:
  Walker(const Tables& tables, const Draft& draft)
      : tables_(tables), draft_(draft), text_(draft.text), composer_(draft) {}

  Spoken Run() {
    while (at_ < text_.size()) {
      while (fixed_ < draft_.fixed.size() && draft_.fixed[fixed_].clean.end <= at_) ++fixed_;
      limit_ = fixed_ < draft_.fixed.size() ? draft_.fixed[fixed_].clean.begin : text_.size();
      at_ = SkipPlain(text_, at_, limit_, tables_.stops);
      if (at_ < text_.size()) Stop();
    }
    return composer_.Finish();
  }

 private:
  void Stop() {
    const utf8::CodePoint c = utf8::Decode(text_, at_);
    if (at_ == limit_) {
      const Fixed& fixed = draft_.fixed[fixed_];
      User(fixed.clean.end, fixed.clean.In(text_), fixed.rule);
      return;
    }
    if (c.value < 0x10000 && !tables_.stops[c.value]) {
      at_ += c.length;
      return;
    }
    std::size_t end = 0;
    const StationReading* said = tables_.StationAt(text_, at_, end);
    if (said != nullptr && end <= limit_) {
      User(end, said->spoken, said->origin);
    } else if (c.value == ' ') {
      Space();
    } else {
      Rules(c.length);
    }
  }

  void User(std::size_t end, std::string_view spoken, std::string_view rule) {
    composer_.Same(at_);
    Reading reading;
    reading.spoken = spoken;
    reading.semiotic_class = "user";
    reading.rule = rule;
    reading.confidence = 1.0F;
    composer_.Read(end, reading);
    at_ = end;
  }

  // Kept between foreign words; a pause between numbers; else layout.
  void Space() {
    composer_.Same(at_);
    const std::string_view so_far = composer_.spoken();
    const char32_t left = Before(so_far, so_far.size());
    const std::size_t next = EndOfSpaces(text_, at_);
    std::size_t beyond = next;  // silent hyphens: mkpasswd -d
    while (At(text_, beyond) == '-') ++beyond;
    if (IsDigit(At(text_, next)) && IsDigit(Before(text_, at_))) {
      Reading pause;
      pause.spoken = "，";
      pause.semiotic_class = "punctuation";
      pause.rule = "space";
      pause.confidence = 0.75F;  // R9 7950X, 2 156: one number or two
      composer_.Read(next, pause);
    } else if (left == 0 || Dense(left) || !IsLetter(At(text_, beyond))) {
      composer_.Skip(next, "layout");
    } else {
      composer_.Same(next);
    }
    at_ = next;
  }

  // 三十六点七五%: what is read goes in front of what has been passed.
  bool HanPercent(char32_t sign) {
    constexpr std::u32string_view kNumerals = U"零一二三四五六七八九十百千点两";
    if (sign != '%' && sign != U'‰') return false;
    std::size_t begin = at_;
    while (begin > composer_.clean() && kNumerals.find(Before(text_, begin)) != kNumerals.npos) {
      begin = Previous(text_, begin);
    }
    if (begin == at_) return false;
    composer_.Same(begin);
    Reading reading;
    reading.spoken = sign == '%' ? "百分之" : "千分之";
    reading.spoken += text_.substr(begin, at_ - begin);
    reading.semiotic_class = "percent";
    reading.rule = "percent/han";
    at_ += sign == '%' ? 1 : std::string_view("‰").size();
    composer_.Read(at_, reading);
    return true;
  }

  void Rules(std::size_t length) {
    if (HanPercent(At(text_, at_))) return;
    const MatchContext context{
        text_, at_, limit_, tables_.lookups, tables_.options, state_, draft_.traditional};
    Reading reading = Choose(context);
    if (reading.end == 0) {
      at_ += length;  // a letter or sign that nothing is known of stays as it is
      return;
    }
    DecideYear(context, tables_.confidence.ranker(), reading);
    composer_.Same(at_);
    const std::string_view so_far = composer_.spoken();
    if (reading.spoken.starts_with(' ') && Dense(Before(so_far, so_far.size()))) {
      reading.spoken.erase(0, 1);
    }
    const std::string_view written = text_.substr(at_, reading.end - at_);
    if (!reading.skipped && reading.spoken != written) {
      Doubt(context, reading);
      if (reading.semiotic_class != "punctuation") {
        reading.confidence = tables_.confidence.Of(context, reading);
      }
      if (reading.alternatives.empty() && !reading.rival.empty()) {
        reading.alternatives.push_back(std::move(reading.rival));
      }
    }
    if (written == "\"") state_.quote_open = !state_.quote_open;
    if (reading.semiotic_class != "punctuation") state_.score = reading.score;
    if (reading.semiotic_class != "punctuation" && reading.semiotic_class != "symbol") {
      state_.phone = reading.semiotic_class == "phone";
    }
    if (reading.skipped) {
      composer_.Skip(reading.end, reading.rule);
    } else if (reading.spoken == written) {
      composer_.Same(reading.end);
    } else {
      composer_.Read(reading.end, reading);
    }
    at_ = reading.end;
  }

  const Tables& tables_;
  const Draft& draft_;
  std::string_view text_;
  Composer composer_;
  ScanState state_;
  std::size_t at_ = 0;
  std::size_t fixed_ = 0;
  std::size_t limit_ = 0;  // no reading may go beyond
};

Range Spoken::WrittenFor(Range spoken) const {
  Range out;
  bool found = false;
  const auto first = std::partition_point(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    return piece.spoken.end <= spoken.begin;
  });
  for (auto piece = first; piece != pieces.end() && piece->spoken.begin < spoken.end; ++piece) {
    if (piece->spoken.empty()) continue;
    Range here = piece->written;
    if (piece->kind == PieceKind::kSame) {
      here.begin += std::max(piece->spoken.begin, spoken.begin) - piece->spoken.begin;
      here.end -= piece->spoken.end - std::min(piece->spoken.end, spoken.end);
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
  Result<Simplifier> simplifier = Simplifier::Create();
  if (!simplifier) return tl::unexpected(simplifier.error());
  const Result<ConfidenceModel> confidence =
      ConfidenceModel::Load(data::confidence_bin(), data::rank_bin());
  if (!confidence) return tl::unexpected(confidence.error());
  auto tables =
      std::make_unique<Tables>(options, *std::move(lookups), *std::move(simplifier), *confidence);
  tables->cleaner = std::make_unique<Cleaner>(tables->lookups, tables->simplifier);
  for (const lexicon::Entry& entry : lexicon) {
    if (entry.spoken.empty()) continue;
    const std::string& key = tables->keys.emplace_back(tables->cleaner->Clean(entry.written).text);
    if (key.empty()) {
      return Fail(Code::kUsage, entry.origin,
                  Translated("the written form \"{}\" holds nothing that is read", entry.written));
    }
    tables->station.Add(key, {entry.spoken, entry.origin.empty() ? "lexicon" : entry.origin});
  }
  tables->FillStops();
  return Normaliser(std::unique_ptr<const Tables>(std::move(tables)));
}

Spoken Normaliser::Normalise(std::string_view written) const {
  const Draft draft = tables_->cleaner->Clean(written);
  return Walker(*tables_, draft).Run();
}

}  // namespace boyin::normalise
