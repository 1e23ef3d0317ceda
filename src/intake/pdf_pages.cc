#include "intake/pdf_pages.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <iconv.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>
#include <poppler-toc.h>

#include "base/message.h"
#include "base/utf8.h"
#include "intake/composer.h"
#include "intake/prepare.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kMostWords = 5'000'000;
constexpr std::size_t kMostBookmarks = 5000;

void Ignore(const std::string& /*message*/, void* /*data*/) {}

/// Valid UTF-8 without the characters that XML and terminals do not bear.
std::string Text(const poppler::ustring& text) {
  const poppler::byte_array bytes = text.to_utf8();
  const std::string_view raw(bytes.data(), bytes.size());
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    const utf8::CodePoint c = utf8::Decode(raw, at);
    if (c.value >= ' ' && c.value != 0x7F && c.value != 0xAD) utf8::Append(out, c.value);
    at += c.length;
  }
  return out;
}

bool IsBold(const std::string& font) {
  for (const std::string_view word : {"Bold", "bold", "Black", "Heavy", "SimHei", "Hei", "黑"}) {
    if (font.find(word) != std::string::npos) return true;
  }
  return false;
}

PdfPage ReadPage(const poppler::page& page) {
  PdfPage out;
  const poppler::rectf sheet = page.page_rect();
  out.width = sheet.width();
  out.height = sheet.height();
  for (const poppler::text_box& box : page.text_list(poppler::page::text_list_include_font)) {
    if (box.rotation() != 0) continue;  // what stands across a page is a watermark or a margin
    PdfWord word;
    word.text = Text(box.text());
    if (IsBlank(word.text)) continue;
    const poppler::rectf place = box.bbox();
    word.left = place.left();
    word.right = place.right();
    word.top = std::min(place.top(), place.bottom());
    word.bottom = std::max(place.top(), place.bottom());
    word.size = box.has_font_info() ? box.get_font_size() : word.bottom - word.top;
    word.bold = box.has_font_info() && IsBold(box.get_font_name(0));
    word.space = box.has_space_after();
    out.words.push_back(std::move(word));
  }
  return out;
}

void ReadOutline(const poppler::toc_item& item, std::vector<std::string>& titles, int depth) {
  if (depth > 16) return;
  for (const poppler::toc_item* child : item.children()) {
    if (titles.size() >= kMostBookmarks) return;
    titles.push_back(Collapse(Text(child->title())));
    ReadOutline(*child, titles, depth + 1);
  }
}

Result<PdfPages> Refuse(std::string_view file, Message what, Message mend) {
  return Fail(Code::kInput, std::string(file), std::move(what), std::move(mend));
}

/// Fonts that do not say which characters their shapes are give private characters or none.
bool IsUnreadable(const PdfPages& pages) {
  std::size_t all = 0;
  std::size_t unknown = 0;
  for (const PdfPage& page : pages.pages) {
    for (const PdfWord& word : page.words) {
      for (std::size_t at = 0; at < word.text.size();) {
        const utf8::CodePoint c = utf8::Decode(word.text, at);
        ++all;
        const bool bad = c.value == utf8::kReplacement ||
                         (c.value >= 0xE000 && c.value <= 0xF8FF) ||
                         (c.value >= 0x80 && c.value < 0xA0);
        if (bad) ++unknown;
        at += c.length;
      }
    }
  }
  return unknown * 10 > all * 3;
}

}  // namespace

Result<PdfPages> ReadPdfPages(std::string_view bytes, std::string_view file_name) {
  static std::once_flag silent;
  std::call_once(silent, [] { poppler::set_debug_error_function(Ignore, nullptr); });
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return Refuse(file_name, Translated("is too long for a PDF"), Translated("split it"));
  }
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
  if (document == nullptr) {
    return Refuse(file_name, Translated("is a broken PDF"),
                  Translated("save or print it to PDF again"));
  }
  if (document->is_locked()) {
    return Refuse(file_name, Translated("is a PDF locked with a password"),
                  Translated("save it without the password"));
  }
  if (document->pages() > kMostPdfPages) {
    return Refuse(file_name, Translated("has more than {} pages", kMostPdfPages),
                  Translated("split it"));
  }
  PdfPages out;
  std::size_t words = 0;
  for (int i = 0; i < document->pages() && words < kMostWords; ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    out.pages.push_back(page == nullptr ? PdfPage() : ReadPage(*page));
    words += out.pages.back().words.size();
  }
  if (words == 0) {
    return Refuse(
        file_name, Translated("is a PDF without text, of scanned pages or pictures"),
        Translated("recognise its text first (OCR), for example with ocrmypdf -l chi_sim"));
  }
  if (IsUnreadable(out)) {
    return Refuse(file_name,
                  Translated("is a PDF whose fonts do not say which characters they show"),
                  Translated("recognise its text (OCR), or give the original document"));
  }
  out.title = Collapse(Text(document->get_title()));
  out.author = Collapse(Text(document->get_author()));
  const std::unique_ptr<poppler::toc> outline(document->create_toc());
  if (outline != nullptr) ReadOutline(*outline->root(), out.outline, 0);
  return out;
}

void Prepare() {
  // Kept open: what is closed may be unloaded.
  static const iconv_t to = iconv_open("UTF-16", "UTF-8");
  static const iconv_t from = iconv_open("UTF-8", "UTF-16");
  static_cast<void>(to);
  static_cast<void>(from);
}

}  // namespace boyin::intake
