// What the libraries of intake load, before a process can open no files any more.
#pragma once

namespace boyin::intake {

/// Loads the conversions of characters that poppler asks iconv for; afterwards Read opens no file
/// but tables of encodings that a PDF names. Once, before other threads.
void Prepare();

}  // namespace boyin::intake
