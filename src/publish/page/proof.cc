#include "publish/page/proof.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "episode/coverage.h"
#include "publish/data.h"
#include "publish/markup/html_template.h"
#include "publish/transcript/script.h"

namespace boyin::publish {
namespace {

using normalise::Piece;
using normalise::PieceKind;
using pronounce::Token;
using pronounce::TokenKind;

constexpr int kDoubtfulPercent = 80;  // of words that were verbalised; syllables: pronounce.h

/// Something on the page that an editor may change.
struct Reading {
  Range spoken;         // where it stands in the spoken text of its block
  std::string written;  // the key of a lexicon entry
  std::string said;     // the words, or the pinyin of a polyphone
  std::string semiotic_class;
  std::string rule;
  int percent = 100;
  std::vector<std::string> alternatives;
  bool pinyin = false;      // the fix is a pinyin, not words
  std::string before = {};  // what is heard left and right of it
  std::string after = {};
};

bool IsDoubtful(const Reading& reading) {
  return reading.percent < (reading.pinyin ? pronounce::kDoubtful : kDoubtfulPercent);
}

/// A bare number takes the character behind it along, 2月: a fix for 2 alone would reach every 2.
void AddCharacter(std::string_view text, const normalise::Spoken& spoken, const Piece& piece,
                  Reading& reading) {
  const std::size_t at = piece.written.end;
  const bool bare = reading.written.find_first_not_of("0123456789") == std::string::npos;
  if (!bare || at >= text.size() || reading.spoken.end >= spoken.text.size()) return;
  const utf8::CodePoint next = utf8::Decode(text, at);
  const std::string_view character = text.substr(at, next.length);
  const bool copied =
      std::string_view(spoken.text).substr(reading.spoken.end).starts_with(character);
  if (!utf8::IsHan(next.value) || !copied) return;
  reading.written += character;
  reading.said += character;
  reading.spoken.end += character.size();
  for (std::string& other : reading.alternatives) other += character;
}

std::vector<Reading> Verbalised(std::string_view text, const normalise::Spoken& spoken) {
  std::vector<Reading> readings;
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind != PieceKind::kVerbalised) continue;
    const normalise::Detail& detail = spoken.details[piece.detail];
    const bool form = detail.semiotic_class == "punctuation" || piece.spoken.empty() ||
                      detail.semiotic_class == "character form";
    if (form) continue;  // the width of a comma is not an editor's business
    readings.push_back({piece.spoken, std::string(piece.written.In(text)),
                        std::string(piece.spoken.In(spoken.text)), detail.semiotic_class,
                        detail.rule, static_cast<int>(std::lround(detail.confidence * 100)),
                        detail.alternatives, false});
    AddCharacter(text, spoken, piece, readings.back());
  }
  return readings;
}

/// A character on its own takes its neighbours along: a fix for 地 alone would reach every 地.
void AddNeighbours(const std::vector<Token>& tokens, std::size_t& begin, std::size_t& end) {
  if (end - begin != 1) return;
  const auto joined = [&](std::size_t left) {
    return tokens[left].kind == TokenKind::kSyllable &&
           tokens[left + 1].kind == TokenKind::kSyllable &&
           tokens[left].spoken.end == tokens[left + 1].spoken.begin;
  };
  if (end < tokens.size() && joined(end - 1)) ++end;
  if (begin > 0 && joined(begin - 1)) --begin;
}

/// Words in which the reading of a character is in doubt.
std::vector<Reading> Polyphones(const pronounce::Utterance& utterance) {
  std::vector<Reading> readings;
  const std::vector<Token>& tokens = utterance.tokens;
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t end = i + 1;
    while (end < tokens.size() && tokens[end].kind == TokenKind::kSyllable &&
           !tokens[end].word_start) {
      ++end;
    }
    if (tokens[i].kind == TokenKind::kSyllable) {
      int percent = 100;
      for (std::size_t t = i; t < end; ++t) {
        percent = std::min<int>(percent, tokens[t].confidence);
      }
      if (percent < pronounce::kDoubtful) {
        std::size_t from = i;
        std::size_t to = end;
        AddNeighbours(tokens, from, to);
        const auto say = [&](const Token* odd) {
          std::string pinyin;
          for (std::size_t t = from; t < to; ++t) {
            const Pinyin said = &tokens[t] == odd ? tokens[t].other : tokens[t].pinyin;
            pinyin += (t > from ? " " : "") + said.text();
          }
          return pinyin;
        };
        std::vector<std::string> others;
        for (std::size_t t = from; t < to; ++t) {
          if (tokens[t].other) others.push_back(say(&tokens[t]));
        }
        const Range range{tokens[from].spoken.begin, tokens[to - 1].spoken.end};
        readings.push_back({range, std::string(range.In(utterance.text)), say(nullptr), "polyphone",
                            "pronounce", percent, others, true});
      }
    }
    i = end;
  }
  return readings;
}

/// Words in letters, and how they are said.
std::vector<Reading> Foreigns(const pronounce::Utterance& utterance) {
  std::vector<Reading> readings;
  for (const pronounce::Foreign& foreign : utterance.foreign) {
    readings.push_back(
        {foreign.spoken, foreign.text, foreign.as, "foreign", "pronounce", 100, {}, false});
  }
  return readings;
}

std::string Attributes(const Reading& reading) {
  std::string others;
  for (const std::string& other : reading.alternatives) {
    others += (others.empty() ? "" : "|") + other;
  }
  return fmt::format(
      R"(data-written="{}" data-said="{}" data-others="{}" data-class="{}" data-rule="{}" data-percent="{}"{})",
      EscapedHtml(reading.written), EscapedHtml(reading.said), EscapedHtml(others),
      EscapedHtml(reading.semiotic_class), EscapedHtml(reading.rule), reading.percent,
      reading.pinyin ? " data-pinyin" : "");
}

/// What is heard in `range`, with the marks of a reader, which the page shows on request.
std::string HeardHtml(std::string_view text, Range range, const std::vector<Beat>& beats) {
  std::string html;
  for (std::size_t from = range.begin; from < range.end;) {
    const auto beat = std::partition_point(beats.begin(), beats.end(),
                                           [&](const Beat& b) { return b.at <= from; });
    const bool inside = beat != beats.end() && beat->at <= range.end;
    const std::size_t end = inside ? beat->at : range.end;
    html += EscapedHtml(text.substr(from, end - from));
    if (inside) html += fmt::format(R"(<i class="beat">{}</i>)", beat->sign);
    from = end;
  }
  return html;
}

std::string MarkHtml(const Reading& reading, std::string_view text,
                     const std::vector<Beat>& beats) {
  const char* doubt = IsDoubtful(reading) ? " class=\"doubt\"" : "";
  const std::string_view shown = reading.spoken.In(text);
  const std::string& gloss =
      reading.pinyin || shown == reading.written ? reading.said : reading.written;
  std::string heard = HeardHtml(text, reading.spoken, beats);
  if (gloss != shown) heard = fmt::format("<ruby>{}<rt>{}</rt></ruby>", heard, EscapedHtml(gloss));
  return fmt::format(R"(<button type="button"{} {}>{}</button>)", doubt, Attributes(reading),
                     heard);
}

/// One block as it is heard, with its marks.
std::string BlockHtml(const intake::Block& block, const std::string& text,
                      const std::vector<Beat>& beats, std::vector<Reading>& readings) {
  std::stable_sort(readings.begin(), readings.end(), [](const Reading& a, const Reading& b) {
    return a.spoken.begin < b.spoken.begin;
  });
  std::string html = block.kind == intake::BlockKind::kHeading ? "<h2>" : "<p>";
  std::size_t at = 0;
  for (const Reading& reading : readings) {
    if (reading.spoken.begin < at) continue;  // a polyphone inside a verbalised piece
    html += HeardHtml(text, {at, reading.spoken.begin}, beats);
    html += MarkHtml(reading, text, beats);
    at = reading.spoken.end;
  }
  html += HeardHtml(text, {at, text.size()}, beats);
  html += block.kind == intake::BlockKind::kHeading ? "</h2>\n" : "</p>\n";
  return html;
}

/// Some characters of what is heard around each reading.
void AddContext(std::string_view text, std::vector<Reading>& readings) {
  constexpr int kCharacters = 8;
  for (Reading& reading : readings) {
    std::size_t begin = reading.spoken.begin;
    std::size_t end = reading.spoken.end;
    for (int i = 0; i < kCharacters && begin > 0; ++i) {
      while (begin > 0 && (static_cast<unsigned char>(text[--begin]) & 0xC0U) == 0x80U) continue;
    }
    for (int i = 0; i < kCharacters && end < text.size(); ++i) {
      end += utf8::Decode(text, end).length;
    }
    reading.before = text.substr(begin, reading.spoken.begin - begin);
    reading.after = text.substr(reading.spoken.end, end - reading.spoken.end);
  }
}

std::string DoubtsHtml(std::vector<Reading> doubts) {
  if (doubts.empty()) {
    return "<p>没有存疑的读法。 <span lang=\"en\">No doubtful readings.</span></p>\n";
  }
  std::stable_sort(doubts.begin(), doubts.end(),
                   [](const Reading& a, const Reading& b) { return a.percent < b.percent; });
  std::string html =
      "<table><thead><tr><th scope=\"col\">原文 Written</th><th scope=\"col\">读作 Said</th>"
      "<th scope=\"col\">上下文 Context</th><th scope=\"col\">类别 Class</th><th "
      "scope=\"col\">规则 Rule</th>"
      "<th scope=\"col\">把握 Confidence</th></tr></thead><tbody>\n";
  for (const Reading& doubt : doubts) {
    html += fmt::format(
        "<tr><td>{}</td><td><button type=\"button\" class=\"doubt\" {}>{}</button></td>"
        "<td>{}<mark>{}</mark>{}</td><td>{}</td><td>{}</td><td>{} %</td></tr>\n",
        EscapedHtml(doubt.written), Attributes(doubt), EscapedHtml(doubt.said),
        EscapedHtml(doubt.before), EscapedHtml(doubt.pinyin ? doubt.written : doubt.said),
        EscapedHtml(doubt.after), EscapedHtml(doubt.semiotic_class), EscapedHtml(doubt.rule),
        doubt.percent);
  }
  return html + "</tbody></table>\n";
}

std::string SkippedHtml(std::string_view text, const normalise::Spoken& spoken) {
  std::string html;
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind != PieceKind::kSkipped) continue;
    const std::string reason = spoken.details[piece.detail].reason;
    if (reason == "layout") continue;
    html += fmt::format("<li><del>{}</del> {}</li>\n", EscapedHtml(piece.written.In(text)),
                        EscapedHtml(reason));
  }
  return html;
}

/// Whether an engine hardly has a word for a character of a foreign run: it is no letter.
bool IsNoLetter(char32_t c) {
  const auto type = u_charType(static_cast<UChar32>(c));
  return type == U_UNASSIGNED || type == U_PRIVATE_USE_CHAR || type == U_OTHER_SYMBOL;
}

/// What nobody will say, as far as it is known before an engine is asked.
std::string UnsaidHtml(std::string_view text, const normalise::Spoken& spoken,
                       const pronounce::Utterance& utterance) {
  episode::Coverage coverage;
  episode::AddCoverage(text, 0, spoken, utterance, coverage);
  for (const pronounce::Foreign& foreign : utterance.foreign) {
    const Range written = spoken.WrittenFor(foreign.spoken);
    for (std::size_t at = written.begin; at < written.end;) {
      const utf8::CodePoint c = utf8::Decode(text, at);
      const Range source{at, at + c.length};
      if (IsNoLetter(c.value)) episode::MarkUnsaid(source, episode::kNoSound, coverage);
      at += c.length;
    }
  }
  coverage.Sort();
  std::string html;
  for (const episode::Skipped& range : coverage.unsaid) {
    html += fmt::format("<li><strong>{}</strong> {}</li>\n", EscapedHtml(range.source.In(text)),
                        EscapedHtml(range.reason));
  }
  return html;
}

}  // namespace

std::string ProofHtml(const intake::Document& document, const normalise::Normaliser& normaliser,
                      const pronounce::Pronouncer& pronouncer) {
  std::string body;
  std::string skipped;
  std::string unsaid;
  std::vector<Reading> doubts;
  for (const intake::Block& block : document.blocks) {
    const normalise::Spoken spoken = normaliser.Normalise(block.text);
    std::vector<Reading> readings = Verbalised(block.text, spoken);
    const pronounce::Utterance utterance = pronouncer.Pronounce(spoken);
    for (std::vector<Reading> more : {Polyphones(utterance), Foreigns(utterance)}) {
      std::move(more.begin(), more.end(), std::back_inserter(readings));
    }
    AddContext(spoken.text, readings);
    std::copy_if(readings.begin(), readings.end(), std::back_inserter(doubts), IsDoubtful);
    body += BlockHtml(block, spoken.text, BeatsOf(utterance), readings);
    skipped += SkippedHtml(block.text, spoken);
    unsaid += UnsaidHtml(block.text, spoken, utterance);
  }
  const std::string& title =
      document.metadata.title.empty() ? document.name : document.metadata.title;
  return Filled(data::proof_html(),
                {{"title", EscapedHtml(title)},
                 {"doubts", DoubtsHtml(std::move(doubts))},
                 {"skipped", skipped.empty() ? "<li>无 None</li>" : std::move(skipped)},
                 {"unsaid", unsaid.empty() ? "<li>无 None</li>" : std::move(unsaid)},
                 {"article", std::move(body)}});
}

}  // namespace boyin::publish
