#include "publish/proof.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "publish/data.h"

namespace boyin::publish {
namespace {

using normalise::Piece;
using normalise::PieceKind;
using pronounce::Token;
using pronounce::TokenKind;

constexpr int kDoubtfulPercent = 80;

std::string Escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        // Control characters have no place in HTML; U+FFFD shows that one stood there.
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
          out += "\xEF\xBF\xBD";
        } else {
          out += c;
        }
    }
  }
  return out;
}

/// Something on the page that an editor may change.
struct Reading {
  Range spoken;         // where it stands in the spoken text of its block
  std::string written;  // the key of a lexicon entry
  std::string said;     // the words, or the pinyin of a polyphone
  std::string semiotic_class;
  std::string rule;
  int percent = 100;
  std::vector<std::string> alternatives;
  bool pinyin = false;  // the fix is a pinyin, not words
};

std::vector<Reading> Verbalised(std::string_view text, const normalise::Spoken& spoken) {
  std::vector<Reading> readings;
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind != PieceKind::kVerbalised) continue;
    const normalise::Detail& detail = spoken.details[piece.detail];
    readings.push_back({piece.spoken, std::string(piece.written.In(text)),
                        std::string(piece.spoken.In(spoken.text)), detail.semiotic_class,
                        detail.rule, static_cast<int>(std::lround(detail.confidence * 100)),
                        detail.alternatives, false});
  }
  return readings;
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
      std::string pinyin;
      for (std::size_t t = i; t < end; ++t) {
        percent = std::min<int>(percent, tokens[t].confidence);
        pinyin += (t > i ? " " : "") + tokens[t].pinyin.text();
      }
      const Range range{tokens[i].spoken.begin, tokens[end - 1].spoken.end};
      if (percent < kDoubtfulPercent) {
        readings.push_back({range,
                            std::string(range.In(utterance.text)),
                            pinyin,
                            "polyphone",
                            "pronounce",
                            percent,
                            {},
                            true});
      }
    }
    i = end;
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
      Escape(reading.written), Escape(reading.said), Escape(others), Escape(reading.semiotic_class),
      Escape(reading.rule), reading.percent, reading.pinyin ? " data-pinyin" : "");
}

std::string MarkHtml(const Reading& reading, std::string_view shown) {
  const char* doubt = reading.percent < kDoubtfulPercent ? " class=\"doubt\"" : "";
  return fmt::format(R"(<button type="button"{} {}><ruby>{}<rt>{}</rt></ruby></button>)", doubt,
                     Attributes(reading), Escape(shown),
                     Escape(reading.pinyin ? reading.said : reading.written));
}

/// One block as it is heard, with its marks.
std::string BlockHtml(const intake::Block& block, const normalise::Spoken& spoken,
                      std::vector<Reading>& readings) {
  std::stable_sort(readings.begin(), readings.end(), [](const Reading& a, const Reading& b) {
    return a.spoken.begin < b.spoken.begin;
  });
  std::string html = block.kind == intake::BlockKind::kHeading ? "<h2>" : "<p>";
  std::size_t at = 0;
  for (const Reading& reading : readings) {
    if (reading.spoken.begin < at) continue;  // a polyphone inside a verbalised piece
    html += Escape(std::string_view(spoken.text).substr(at, reading.spoken.begin - at));
    html += MarkHtml(reading, reading.spoken.In(spoken.text));
    at = reading.spoken.end;
  }
  html += Escape(std::string_view(spoken.text).substr(at));
  html += block.kind == intake::BlockKind::kHeading ? "</h2>\n" : "</p>\n";
  return html;
}

std::string DoubtsHtml(std::vector<Reading> doubts) {
  if (doubts.empty()) {
    return "<p>没有存疑的读法。 <span lang=\"en\">No doubtful readings.</span></p>\n";
  }
  std::stable_sort(doubts.begin(), doubts.end(),
                   [](const Reading& a, const Reading& b) { return a.percent < b.percent; });
  std::string html =
      "<table><thead><tr><th scope=\"col\">原文 Written</th><th scope=\"col\">读作 Said</th>"
      "<th scope=\"col\">类别 Class</th><th scope=\"col\">规则 Rule</th>"
      "<th scope=\"col\">把握 Confidence</th></tr></thead><tbody>\n";
  for (const Reading& doubt : doubts) {
    html += fmt::format(
        "<tr><td>{}</td><td><button type=\"button\" class=\"doubt\" {}>{}</button></td><td>{}</td>"
        "<td>{}</td><td>{} %</td></tr>\n",
        Escape(doubt.written), Attributes(doubt), Escape(doubt.said), Escape(doubt.semiotic_class),
        Escape(doubt.rule), doubt.percent);
  }
  return html + "</tbody></table>\n";
}

std::string SkippedHtml(std::string_view text, const normalise::Spoken& spoken) {
  std::string html;
  for (const Piece& piece : spoken.pieces) {
    if (piece.kind != PieceKind::kSkipped) continue;
    const std::string reason = spoken.details[piece.detail].reason;
    if (reason == "layout") continue;
    html +=
        fmt::format("<li><del>{}</del> {}</li>\n", Escape(piece.written.In(text)), Escape(reason));
  }
  return html;
}

std::string Fill(std::string_view page, std::string_view key, std::string_view value) {
  const std::size_t at = page.find(key);
  std::string out(page.substr(0, at));
  out += value;
  out += page.substr(at + key.size());
  return out;
}

}  // namespace

std::string ProofHtml(const intake::Document& document, const normalise::Normaliser& normaliser,
                      const pronounce::Pronouncer& pronouncer) {
  std::string body;
  std::string skipped;
  std::vector<Reading> doubts;
  for (const intake::Block& block : document.blocks) {
    const normalise::Spoken spoken = normaliser.Normalise(block.text);
    std::vector<Reading> readings = Verbalised(block.text, spoken);
    for (Reading& reading : Polyphones(pronouncer.Pronounce(spoken))) {
      readings.push_back(std::move(reading));
    }
    std::copy_if(readings.begin(), readings.end(), std::back_inserter(doubts),
                 [](const Reading& reading) { return reading.percent < kDoubtfulPercent; });
    body += BlockHtml(block, spoken, readings);
    skipped += SkippedHtml(block.text, spoken);
  }
  std::string page(data::proof_html());
  const std::string& title =
      document.metadata.title.empty() ? document.name : document.metadata.title;
  page = Fill(page, "{{title}}", Escape(title));
  page = Fill(page, "{{heading}}", Escape(title));
  page = Fill(page, "{{doubts}}", DoubtsHtml(std::move(doubts)));
  page = Fill(page, "{{skipped}}", skipped.empty() ? "<li>无 None</li>" : skipped);
  return Fill(page, "{{article}}", body);
}

}  // namespace boyin::publish
