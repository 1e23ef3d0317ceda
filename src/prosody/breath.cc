#include "prosody/breath.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace boyin::prosody {
namespace {

// Syllables: what one prosodic phrase likes to hold, the clause that needs none, and what one
// breath carries at news speed.
constexpr double kLikedPhrase = 9;
constexpr std::size_t kShortClause = 15;
constexpr std::size_t kLongestPhrase = 22;
constexpr std::size_t kBreath = 22;
constexpr int kBreathFactor = 3;  // a breath is this many phrase pauses
constexpr double kNever = 1e9;

/// Words that open a phrase: conjunctions, prepositions, adverbs, modal verbs.
constexpr auto kOpeners = std::to_array<std::string_view>(
    {"和", "与", "及", "以", "并", "而", "但", "或", "在", "对", "为", "把", "被", "将", "从",
     "向", "由", "按", "因", "用", "使", "让", "给", "同", "跟", "则", "就", "也", "都", "又",
     "还", "已", "正", "仍", "要", "应", "能", "可", "是", "有", "经", "据", "随", "通", "当"});
/// Words that lean on what stands before them.
constexpr auto kLeaning = std::to_array<std::string_view>(
    {"的", "地", "得", "了", "着", "过", "们", "吗", "呢", "吧", "啊", "上", "下", "中", "里",
     "内", "外", "后", "前", "时", "等", "之", "者", "个", "年", "月", "日", "点", "元", "人"});
constexpr auto kDigits =
    std::to_array<std::string_view>({"零", "一", "二", "两", "三", "四", "五", "六", "七", "八",
                                     "九", "十", "百", "千", "万", "亿", "幺", "点", "第"});

template <std::size_t N>
bool In(const std::array<std::string_view, N>& set, std::string_view word) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

std::string_view TextOf(const Piece& piece, std::string_view text) {
  if (const auto* syllable = std::get_if<SyllableUnit>(&piece.unit))
    return syllable->spoken.In(text);
  if (const auto* foreign = std::get_if<ForeignUnit>(&piece.unit)) return foreign->spoken.In(text);
  return {};
}

bool IsBreak(const Piece& piece) { return std::holds_alternative<BreakUnit>(piece.unit); }

/// What a pause between two neighbours costs: kNever inside a word, less than nothing where it
/// helps.
double CostBetween(const Piece& before, const Piece& after, std::string_view text) {
  if (const auto* syllable = std::get_if<SyllableUnit>(&after.unit)) {
    if (!syllable->word_start) return kNever;
    if (syllable->pinyin.tone() == 5) return kNever;
  }
  const std::string_view left = TextOf(before, text);
  const std::string_view right = TextOf(after, text);
  if (In(kDigits, left) || In(kLeaning, right)) return 30;
  double cost = after.grouped ? 25 : 6;
  if (In(kOpeners, right)) cost -= 5;
  if (left == "的" || left == "地") cost -= 2;
  if (In(kOpeners, left)) cost += 12;  // a preposition is not left hanging
  return cost;
}

double LengthCost(std::size_t syllables) {
  const double off = static_cast<double>(syllables) - kLikedPhrase;
  return 0.25 * off * off + (syllables < 4 ? 12.0 : 0.0);
}

/// The places to pause in one clause: indices of the pieces that begin a phrase. The cheapest
/// division by dynamic programming over the last kLongestPhrase syllables.
std::vector<std::size_t> Divide(std::span<const Piece> clause, std::string_view text) {
  std::vector<double> best(clause.size() + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> from(clause.size() + 1, 0);
  best[0] = 0;
  for (std::size_t end = 1; end <= clause.size(); ++end) {
    std::size_t weight = 0;
    for (std::size_t begin = end; begin-- > 0;) {
      weight += clause[begin].weight;
      if (weight > kLongestPhrase && begin + 1 < end) break;
      const double join = begin == 0 ? 0 : CostBetween(clause[begin - 1], clause[begin], text);
      const double cost = best[begin] + join + LengthCost(weight);
      if (cost < best[end]) {
        best[end] = cost;
        from[end] = begin;
      }
    }
  }
  std::vector<std::size_t> starts;
  for (std::size_t at = from[clause.size()]; at > 0; at = from[at]) starts.push_back(at);
  std::reverse(starts.begin(), starts.end());
  // What had no better place than inside a word is not broken at all.
  std::erase_if(starts, [&](std::size_t at) {
    return CostBetween(clause[at - 1], clause[at], text) >= kNever;
  });
  return starts;
}

std::size_t Weigh(std::span<const Piece> pieces) {
  std::size_t weight = 0;
  for (const Piece& piece : pieces) weight += piece.weight;
  return weight;
}

void AppendClause(std::span<const Piece> clause, std::string_view text, const voice::Pauses& pauses,
                  std::vector<Piece>& out) {
  if (Weigh(clause) <= kShortClause) {
    out.insert(out.end(), clause.begin(), clause.end());
    return;
  }
  std::size_t since_breath = 0;
  std::size_t at = 0;
  std::vector<std::size_t> starts = Divide(clause, text);
  starts.push_back(clause.size());
  for (std::size_t next : starts) {
    const std::span<const Piece> phrase = clause.subspan(at, next - at);
    if (at > 0) {
      const bool breath = since_breath + Weigh(phrase) > kBreath;
      out.push_back({BreakUnit{breath ? kBreathFactor * pauses.phrase_ms : pauses.phrase_ms}});
      if (breath) since_breath = 0;
    }
    out.insert(out.end(), phrase.begin(), phrase.end());
    since_breath += Weigh(phrase);
    at = next;
  }
}

}  // namespace

std::vector<Piece> AddBreaths(std::span<const Piece> pieces, std::string_view text,
                              const voice::Pauses& pauses) {
  std::vector<Piece> out;
  for (std::size_t begin = 0; begin < pieces.size();) {
    std::size_t end = begin;
    while (end < pieces.size() && !IsBreak(pieces[end])) ++end;
    AppendClause(pieces.subspan(begin, end - begin), text, pauses, out);
    if (end < pieces.size()) out.push_back(pieces[end++]);
    begin = end;
  }
  return out;
}

std::size_t CutPoint(std::span<const Piece> pieces, std::string_view text) {
  std::size_t most = 0;
  for (std::size_t weight = 0; most < pieces.size(); ++most) {
    weight += pieces[most].weight;
    if (weight > kMostSyllables) break;
  }
  if (most == pieces.size()) return most;
  most = std::max<std::size_t>(most, 1);
  // The later half is searched from its end: a mark is best, then the cheapest place for a pause.
  std::size_t best = most;
  double best_cost = kNever;
  for (std::size_t at = most; at > most / 2 && at > 0; --at) {
    const Piece& before = pieces[at - 1];
    double cost = 0;
    if (const auto* mark = std::get_if<BreakUnit>(&before.unit)) {
      cost = -1000.0 - mark->length_ms;
    } else if (!IsBreak(pieces[at])) {
      cost = CostBetween(before, pieces[at], text);
    }
    if (cost < best_cost) {
      best_cost = cost;
      best = at;
    }
  }
  return best;
}

}  // namespace boyin::prosody
