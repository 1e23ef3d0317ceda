// W3C Pronunciation Lexicon Specification 1.0, the form in which other systems keep readings.
//
//   <lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
//            alphabet="x-pinyin" xml:lang="zh-CN">
//     <lexeme><grapheme>乐清</grapheme><phoneme>yue4 qing1</phoneme></lexeme>
//     <lexeme><grapheme>6·23</grapheme><alias>六二三</alias></lexeme>
//   </lexicon>
//
// Scope and last day have no place in PLS: they are attributes of the namespace kPlsNamespace.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "lexicon/lexicon.h"

namespace boyin::lexicon {

inline constexpr std::string_view kPlsNamespace = "urn:boyin:lexicon";

/// Reads a PLS document in UTF-8; each grapheme of a lexeme becomes an entry. Of several phonemes
/// or aliases the preferred one counts, else the first. kInput with `name:line` for what is no PLS,
/// for an alphabet other than pinyin, and for a document type (so there are no entities, and
/// nothing outside the text is ever opened). An entry has to pass what a table's line has to pass.
[[nodiscard]] Result<Lexicon> ReadPls(std::string_view text, std::string_view name);

/// The same entries as PLS; characters that XML does not allow are left out.
[[nodiscard]] std::string WritePls(const Lexicon& lexicon);

}  // namespace boyin::lexicon
