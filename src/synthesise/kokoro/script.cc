#include "synthesise/kokoro/script.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/message.h"
#include "synthesise/kokoro/symbols.h"

namespace boyin::synthesise::kokoro {
namespace {

using prosody::BreakUnit;
using prosody::Contour;
using prosody::ForeignUnit;
using prosody::SyllableUnit;

/// A shorter break is one between phrases: the melody makes it, no mark does.
constexpr int kMarkMs = 100;

std::string_view MarkOf(Contour contour) {
  switch (contour) {
    case Contour::kQuestion:
      return "?";
    case Contour::kExclamation:
      return "!";
    case Contour::kContinues:
      return ",";
    case Contour::kStatement:
      break;
  }
  return ".";
}

class Writer {
 public:
  Writer(std::size_t most_symbols, const Transcribe& transcribe)
      : most_symbols_(most_symbols), transcribe_(transcribe) {}

  Result<std::vector<Part>> Run(const prosody::Plan& plan) {
    for (std::size_t at = 0; at < plan.units.size(); ++at) {
      const auto unit = static_cast<std::uint32_t>(at);
      if (const auto* pause = std::get_if<BreakUnit>(&plan.units[at])) {
        Break(pause->length_ms);
        continue;
      }
      const Result<std::vector<std::int64_t>> symbols = Read(plan.units[at]);
      if (!symbols) return tl::unexpected(symbols.error());
      const auto* syllable = std::get_if<SyllableUnit>(&plan.units[at]);
      Add(unit, *symbols, syllable == nullptr || syllable->word_start || after_foreign_);
      after_foreign_ = syllable == nullptr;
    }
    Close(MarkOf(plan.contour));
    return std::move(parts_);
  }

 private:
  [[nodiscard]] Result<std::vector<std::int64_t>> Read(const prosody::Unit& unit) const {
    std::string name;
    std::vector<std::int64_t> symbols;
    if (const auto* syllable = std::get_if<SyllableUnit>(&unit)) {
      name = syllable->pinyin.text();
      symbols = SymbolsOf(MandarinIpa(syllable->pinyin));
    } else {
      name = std::get<ForeignUnit>(unit).as;
      const Result<std::string> ipa = transcribe_(name);
      if (!ipa) return tl::unexpected(ipa.error());
      symbols = SymbolsOf(EnglishIpa(*ipa));
    }
    if (!symbols.empty()) return symbols;
    return Fail(Code::kEngine, "kokoro", Translated("has no sound for “{}”", name));
  }

  void Add(std::uint32_t unit, std::span<const std::int64_t> symbols, bool word) {
    constexpr std::size_t kMarks = 2;  // a comma and a space after it
    if (part_.symbols.size() + 1 + std::min(symbols.size(), most_symbols_ / 2) + kMarks >
        most_symbols_) {
      Cut();
    }
    if (word && !part_.symbols.empty() && part_.symbols.back() != Space()) {
      part_.symbols.push_back(Space());
    }
    part_.starts.push_back({unit, part_.symbols.size()});
    // A run that no part could hold goes on in the next.
    while (part_.symbols.size() + symbols.size() + kMarks > most_symbols_) {
      const std::size_t room = most_symbols_ - kMarks - part_.symbols.size();
      part_.symbols.insert(part_.symbols.end(), symbols.begin(),
                           symbols.begin() + static_cast<std::ptrdiff_t>(room));
      symbols = symbols.subspan(room);
      Close(",");
      part_.starts.push_back({unit, 0});
    }
    part_.symbols.insert(part_.symbols.end(), symbols.begin(), symbols.end());
  }

  void Break(int length_ms) {
    if (part_.starts.empty() || length_ms < kMarkMs) return;
    if (part_.symbols.back() == Space()) return;
    const std::size_t begin = part_.symbols.size();
    for (const std::int64_t symbol : SymbolsOf(", ")) part_.symbols.push_back(symbol);
    part_.pauses.push_back({begin, part_.symbols.size(), length_ms});
  }

  /// The part is full: what follows its last pause, where that is in its second half, opens the
  /// next one.
  void Cut() {
    Part next;
    if (!part_.pauses.empty() && part_.pauses.back().end > part_.symbols.size() / 2) {
      const Pause pause = part_.pauses.back();
      part_.pauses.pop_back();
      const auto at = static_cast<std::ptrdiff_t>(pause.end);
      next.symbols.assign(part_.symbols.begin() + at, part_.symbols.end());
      part_.symbols.resize(pause.begin);
      const auto first =
          std::find_if(part_.starts.begin(), part_.starts.end(),
                       [&](const Start& start) { return start.symbol >= pause.end; });
      for (auto start = first; start != part_.starts.end(); ++start) {
        next.starts.push_back({start->unit, start->symbol - pause.end});
      }
      part_.starts.erase(first, part_.starts.end());
      part_.pause_after_ms = pause.length_ms;
    }
    Close(",");
    part_ = std::move(next);
  }

  void Close(std::string_view mark) {
    if (part_.starts.empty()) return;
    if (!part_.pauses.empty() && part_.pauses.back().end == part_.symbols.size()) {
      part_.symbols.resize(part_.pauses.back().begin);
      part_.pauses.pop_back();
    }
    for (const std::int64_t symbol : SymbolsOf(mark)) part_.symbols.push_back(symbol);
    parts_.push_back(std::move(part_));
    part_ = {};
  }

  [[nodiscard]] static std::int64_t Space() {
    static const std::int64_t space = SymbolsOf(" ").at(0);
    return space;
  }

  std::size_t most_symbols_;
  const Transcribe& transcribe_;
  std::vector<Part> parts_;
  Part part_;
  bool after_foreign_ = false;
};

}  // namespace

Result<std::vector<Part>> Write(const prosody::Plan& plan, std::size_t most_symbols,
                                const Transcribe& transcribe) {
  return Writer(most_symbols, transcribe).Run(plan);
}

}  // namespace boyin::synthesise::kokoro
