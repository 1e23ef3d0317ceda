#include "pipeline/planned_sentence.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/utf8.h"
#include "episode/coverage.h"
#include "pipeline/low_latency.h"
#include "pipeline/number_safety.h"

namespace boyin::pipeline {
namespace {

constexpr std::size_t kChunkBytes = 16384;
constexpr float kDoubtful = 0.8F;

bool EndsSentence(char32_t c) {
  return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'\n';
}

/// The last good place to cut in text[0, limit): after a sentence, else between two Han characters,
/// else before any character.
std::size_t CutBefore(std::string_view text, std::size_t limit) {
  std::size_t sentence = 0;
  std::size_t han = 0;
  std::size_t any = 0;
  char32_t before = 0;
  for (std::size_t at = 0; at < limit;) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (at > 0) any = at;
    if (utf8::IsHan(before) && utf8::IsHan(c.value)) han = at;
    at += c.length;
    if (EndsSentence(c.value) && at <= limit) sentence = at;
    before = c.value;
  }
  if (sentence > 0) return sentence;
  return han > limit / 2 ? han : any;
}

std::string PinyinOf(const pronounce::Utterance& utterance, Range spoken) {
  const auto begin = std::lower_bound(
      utterance.tokens.begin(), utterance.tokens.end(), spoken.begin,
      [](const pronounce::Token& token, std::size_t at) { return token.spoken.begin < at; });
  std::string out;
  for (auto token = begin; token != utterance.tokens.end() && token->spoken.begin < spoken.end;
       ++token) {
    std::string said;
    if (token->kind == pronounce::TokenKind::kSyllable) said = token->surface.text();
    if (token->kind == pronounce::TokenKind::kForeign) {
      said = utterance.foreign[token->index].text;
    }
    if (said.empty()) continue;
    if (!out.empty()) out += ' ';
    out += said;
  }
  return out;
}

void CollectDoubts(const normalise::Spoken& spoken, const Chunk& chunk,
                   std::vector<episode::Doubt>& doubts) {
  for (const normalise::Piece& piece : spoken.pieces) {
    if (piece.kind != normalise::PieceKind::kVerbalised) continue;
    const normalise::Detail& detail = spoken.details[piece.detail];
    if (detail.confidence >= kDoubtful) continue;
    doubts.push_back(
        {{chunk.source_begin + piece.written.begin, chunk.source_begin + piece.written.end},
         std::string(piece.written.In(chunk.text)),
         std::string(piece.spoken.In(spoken.text)),
         detail.rule,
         detail.confidence,
         detail.alternatives});
  }
}

/// Syllables whose reading is in doubt, each with the character it is the reading of.
void CollectDoubts(const pronounce::Utterance& utterance, const normalise::Spoken& spoken,
                   const Chunk& chunk, std::vector<episode::Doubt>& doubts) {
  for (const pronounce::Token& token : utterance.tokens) {
    const bool syllable = token.kind == pronounce::TokenKind::kSyllable;
    if (!syllable || token.confidence >= pronounce::kDoubtful) continue;
    const Range written = spoken.WrittenFor(token.spoken);
    episode::Doubt doubt;
    doubt.source = {chunk.source_begin + written.begin, chunk.source_begin + written.end};
    doubt.written = written.In(chunk.text);
    doubt.spoken = token.pinyin.text();
    doubt.rule = "polyphone";
    doubt.confidence = static_cast<float>(token.confidence) / 100;
    if (token.other) doubt.alternatives.push_back(token.other.text());
    doubts.push_back(std::move(doubt));
  }
}

/// One entry for each word of the plan; words that share what is written are one.
std::vector<WordStart> WordsOf(const prosody::Plan& plan, const normalise::Spoken& spoken,
                               std::size_t source_begin) {
  std::vector<WordStart> words;
  std::uint32_t unit = 0;
  for (const prosody::Unit& any : plan.units) {
    const std::uint32_t at = unit++;
    const auto* syllable = std::get_if<prosody::SyllableUnit>(&any);
    const auto* foreign = std::get_if<prosody::ForeignUnit>(&any);
    if (syllable == nullptr && foreign == nullptr) continue;
    const Range written =
        spoken.WrittenFor(syllable != nullptr ? syllable->spoken : foreign->spoken);
    const Range source{source_begin + written.begin, source_begin + written.end};
    if (source.empty()) continue;
    const bool joins = !words.empty() && ((syllable != nullptr && !syllable->word_start) ||
                                          source.begin < words.back().source.end);
    if (joins) {
      words.back().source.end = std::max(words.back().source.end, source.end);
    } else {
      words.push_back({source, at});
    }
    words.back().after = syllable != nullptr ? syllable->break_after : foreign->break_after;
  }
  return words;
}

/// What the sentences of one chunk are made from.
struct Words {
  const Chunk& chunk;
  const normalise::Spoken& spoken;
  const pronounce::Utterance& utterance;
};

PlannedSentence PlannedFrom(const Words& words, Range said, prosody::Plan plan,
                            int pause_after_ms) {
  const Range written = words.spoken.WrittenFor(said);
  const std::size_t begin = words.chunk.source_begin;
  PlannedSentence sentence;
  sentence.cue.source = {begin + written.begin, begin + written.end};
  sentence.cue.written = written.In(words.chunk.text);
  sentence.cue.spoken = said.In(words.utterance.text);
  sentence.cue.pinyin = PinyinOf(words.utterance, said);
  sentence.plan = std::move(plan);
  prosody::SetText(sentence.plan, said, words.utterance.text);
  sentence.words = WordsOf(sentence.plan, words.spoken, begin);
  sentence.pause_after_ms = pause_after_ms;
  return sentence;
}

/// A sentence whose clauses with numbers are spoken with care, and then again behind it.
void PlanWithCare(const Words& words, const prosody::Sentence& sentence,
                  const std::vector<SafeNumber>& numbers,
                  const std::vector<PlannedSentence>& say_again,
                  std::vector<PlannedSentence>& planned) {
  std::vector<PlannedSentence> again;
  for (Part& part : CutAtNumbers(sentence, words.utterance.text, numbers)) {
    PlannedSentence one =
        PlannedFrom(words, part.spoken, std::move(part.plan), part.pause_after_ms);
    one.rate = part.safe ? kSafeRate : 1;
    if (part.safe) again.push_back(one);
    planned.push_back(std::move(one));
  }
  if (again.empty()) return;
  planned.insert(planned.end(), say_again.begin(), say_again.end());
  for (PlannedSentence& one : again) {
    one.pause_after_ms = sentence.pause_after_ms;
    if (one.plan.contour == prosody::Contour::kContinues) {
      one.plan.contour = prosody::Contour::kStatement;  // it stands alone here
    }
  }
  std::move(again.begin(), again.end(), std::back_inserter(planned));
}

/// The take that directs a stretch of the document.
const Take* TakeOf(const PlanOptions& options, Range source) {
  if (options.directions == nullptr) return nullptr;
  for (const Direction& direction : *options.directions) {
    if (direction.source.begin < source.end && source.begin < direction.source.end) {
      return &direction.take;
    }
  }
  return nullptr;
}

/// `sentence` as its own voice phrases it: where sentences end does not depend on the voice.
void PhraseFor(const Take& take, std::size_t index, const Words& words, const voice::Voice& voice,
               double rate, prosody::Sentence& sentence) {
  if (!take.voice && take.wish.rate == 1) return;
  std::vector<prosody::Sentence> own =
      prosody::Phrase(words.utterance, VoiceOf(&take, voice, rate));
  if (index < own.size() && own[index].spoken == sentence.spoken) sentence = std::move(own[index]);
}

/// A recording is heard once, however many sentences are said in it.
void Join(PlannedSentence& into, PlannedSentence next) {
  const auto unit = static_cast<std::uint32_t>(into.plan.units.size());
  into.cue.source.end = std::max(into.cue.source.end, next.cue.source.end);
  into.cue.written += next.cue.written;
  into.cue.spoken += next.cue.spoken;
  std::move(next.plan.units.begin(), next.plan.units.end(), std::back_inserter(into.plan.units));
  for (WordStart& word : next.words) {
    word.unit += unit;
    into.words.push_back(word);
  }
  into.pause_after_ms = next.pause_after_ms;
}

/// What takes ask for besides who says it: recordings, and the pauses at their ends.
std::vector<PlannedSentence> Directed(std::vector<PlannedSentence> planned) {
  std::vector<PlannedSentence> directed;
  for (PlannedSentence& sentence : planned) {
    const Take* before = directed.empty() ? nullptr : directed.back().take;
    const bool recorded = sentence.take != nullptr && sentence.take->recording;
    if (recorded && before == sentence.take) {
      Join(directed.back(), std::move(sentence));
      continue;
    }
    if (before != nullptr && before != sentence.take && before->wish.pause_after_ms) {
      directed.back().pause_after_ms = *before->wish.pause_after_ms;
    }
    if (sentence.take != nullptr && sentence.take != before) {
      sentence.pause_before_ms = sentence.take->wish.pause_before_ms;
    }
    directed.push_back(std::move(sentence));
  }
  if (directed.empty() || directed.back().take == nullptr) return directed;
  PlannedSentence& last = directed.back();
  last.pause_after_ms = last.take->wish.pause_after_ms.value_or(last.pause_after_ms);
  return directed;
}

/// Nobody doubts how a recording reads.
void ForgetDoubts(const std::vector<PlannedSentence>& planned,
                  std::vector<episode::Doubt>& doubts) {
  for (const PlannedSentence& sentence : planned) {
    if (sentence.take == nullptr || !sentence.take->recording) continue;
    std::erase_if(doubts, [&](const episode::Doubt& doubt) {
      return sentence.cue.source.Contains(doubt.source.begin);
    });
  }
}

}  // namespace

voice::Voice AtRate(voice::Voice voice, double rate) {
  const auto scaled = [&](int ms) { return static_cast<int>(std::lround(ms / rate)); };
  voice.rate = static_cast<int>(std::lround(voice.rate * rate));
  voice::Pauses& p = voice.pauses;
  for (int* ms : {&p.enumeration_ms, &p.comma_ms, &p.clause_ms, &p.sentence_ms, &p.paragraph_ms,
                  &p.phrase_ms}) {
    *ms = scaled(*ms);
  }
  return voice;
}

voice::Voice VoiceOf(const Take* take, const voice::Voice& voice, double rate) {
  if (take == nullptr) return voice;
  return AtRate(take->voice ? AtRate(*take->voice, rate) : voice, take->wish.rate);
}

std::vector<Chunk> Chunks(const intake::Block& block) {
  std::vector<Chunk> chunks;
  std::string_view rest = block.text;
  std::size_t begin = block.source.begin;
  while (rest.size() > kChunkBytes) {
    const std::size_t cut = CutBefore(rest, kChunkBytes);
    chunks.push_back({rest.substr(0, cut), begin, false});
    rest.remove_prefix(cut);
    begin += cut;
  }
  chunks.push_back({rest, begin, true});
  return chunks;
}

std::vector<PlannedSentence> PlanChunk(const Chunk& chunk, const normalise::Normaliser& normaliser,
                                       const pronounce::Pronouncer& pronouncer,
                                       const voice::Voice& voice, episode::Coverage& coverage,
                                       std::vector<episode::Doubt>& doubts, PlanOptions& options) {
  const normalise::Spoken spoken = normaliser.Normalise(chunk.text);
  const pronounce::Utterance utterance =
      pronouncer.Pronounce(spoken, pronounce::StandardOf(voice.language));
  episode::AddCoverage(chunk.text, chunk.source_begin, spoken, utterance, coverage);
  CollectDoubts(spoken, chunk, doubts);
  CollectDoubts(utterance, spoken, chunk, doubts);
  const std::vector<SafeNumber> numbers =
      options.number_safety ? SafeNumbers(spoken) : std::vector<SafeNumber>{};
  std::vector<PlannedSentence> say_again;
  if (!numbers.empty()) {
    episode::Coverage none;  // these words are not the document's
    std::vector<episode::Doubt> no_doubts;
    PlanOptions plain;
    say_again =
        PlanChunk({kSayAgain, 0, false}, normaliser, pronouncer, voice, none, no_doubts, plain);
    for (PlannedSentence& sentence : say_again) {
      sentence.cue.source = {};
      sentence.words.clear();
    }
  }

  const Words words{chunk, spoken, utterance};
  std::vector<PlannedSentence> planned;
  std::size_t index = 0;
  for (prosody::Sentence& sentence : prosody::Phrase(utterance, voice)) {
    const std::size_t at = index++;
    const bool silent = sentence.plan.units.empty();
    if (silent && !planned.empty()) {
      planned.back().pause_after_ms =
          std::max(planned.back().pause_after_ms, sentence.pause_after_ms);
    }
    if (silent) continue;
    const Range written = spoken.WrittenFor(sentence.spoken);
    const Take* take =
        TakeOf(options, {chunk.source_begin + written.begin, chunk.source_begin + written.end});
    if (take != nullptr) PhraseFor(*take, at, words, voice, options.rate, sentence);
    const std::size_t first = planned.size();
    if (!numbers.empty() && (take == nullptr || !take->recording)) {
      PlanWithCare(words, sentence, numbers, say_again, planned);
    } else {
      for (prosody::Sentence& piece :
           CutInPieces(std::move(sentence), utterance.text, options.piece)) {
        planned.push_back(
            PlannedFrom(words, piece.spoken, std::move(piece.plan), piece.pause_after_ms));
      }
    }
    for (std::size_t i = first; i < planned.size(); ++i) planned[i].take = take;
  }
  if (chunk.ends_block && !planned.empty()) {
    planned.back().pause_after_ms =
        std::max(planned.back().pause_after_ms, voice.pauses.paragraph_ms);
  }
  if (options.directions == nullptr || options.directions->empty()) return planned;
  planned = Directed(std::move(planned));
  ForgetDoubts(planned, doubts);
  return planned;
}

std::vector<episode::Word> SharedWords(const PlannedSentence& sentence, std::int64_t samples) {
  const auto units = static_cast<std::int64_t>(sentence.plan.units.size());
  std::vector<episode::Word> words;
  for (const WordStart& word : sentence.words) {
    const std::int64_t begin = samples * word.unit / std::max<std::int64_t>(1, units);
    if (!words.empty()) words.back().end = begin;
    words.push_back({word.source, begin, samples, word.after});
  }
  return words;
}

std::vector<episode::Word> TimedWords(const PlannedSentence& sentence,
                                      const synthesise::Clip& clip) {
  std::vector<episode::Word> words;
  auto mark = clip.marks.begin();
  for (const WordStart& word : sentence.words) {
    mark = std::find_if(mark, clip.marks.end(),
                        [&](const synthesise::Mark& m) { return m.unit >= word.unit; });
    if (mark == clip.marks.end()) break;
    if (!words.empty()) words.back().end = mark->sample;
    const auto end = static_cast<std::int64_t>(clip.samples.size());
    words.push_back({word.source, mark->sample, end, word.after});
  }
  return words;
}

}  // namespace boyin::pipeline
