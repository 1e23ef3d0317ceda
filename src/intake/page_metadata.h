// What a web page says about itself in its head, its scripts and its address. Private to intake.
#pragma once

#include <string>

#include "intake/finding.h"
#include "intake/flow.h"

namespace boyin::intake {

struct PageFindings {
  std::string title;        ///< the headline, once it is decided
  std::string whole_title;  ///< what <title> holds, the name of the site included
  std::string site;         ///< og:site_name
  std::string language;
  std::string short_day;  ///< "10-08": a day near the title without its year
  Findings findings;      ///< for author, date and source, which bylines may still add to
};

/// Reads JSON-LD, itemprop, OpenGraph, the usual <meta> names, scripts, the canonical address, and
/// what is left of <title> and the headings.
[[nodiscard]] PageFindings ReadPageFindings(const Node& root);

/// Chooses the headline among what was found and the lines of the page.
void DecideTitle(const Flow& flow, PageFindings& page);

}  // namespace boyin::intake
