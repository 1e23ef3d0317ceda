// Why boyin takes of an article what it takes, for a person to look at.
#pragma once

#include "intake/intake.h"

namespace boyin::cli {

/// Prints what won for title, author, source and date, what else there was, where it stood and why
/// it lost; then the text that is read, and what is not with its reason.
void PrintIntake(const intake::Document& document);

}  // namespace boyin::cli
