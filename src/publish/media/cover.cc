#include "publish/media/cover.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pango/pangocairo.h>
#include <turbojpeg.h>

#include "base/hash.h"
#include "base/message.h"
#include "base/utf8.h"

namespace boyin::publish {
namespace {

constexpr int kPixels = 3000;
constexpr int kMargin = 260;
constexpr int kTextWidth = kPixels - 2 * kMargin;
constexpr int kTitleTop = 760;
constexpr int kTitleHeight = 1230;
constexpr std::size_t kMostBytes = 512000;
// What fontconfig makes of the last ones is the machine's own font for Chinese.
constexpr const char* kFonts = "Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, Sans";

struct Colour {
  double red, green, blue;
};

struct Scheme {
  Colour ground;
  Colour accent;
};

// Dark grounds on which near-white text has a contrast above 7 to 1 (WCAG AAA), accents above 4.5.
constexpr std::array kSchemes = {
    Scheme{{0.07, 0.16, 0.29}, {0.95, 0.71, 0.29}}, Scheme{{0.33, 0.07, 0.09}, {0.95, 0.75, 0.42}},
    Scheme{{0.05, 0.24, 0.22}, {0.95, 0.78, 0.45}}, Scheme{{0.19, 0.13, 0.30}, {0.98, 0.68, 0.53}},
    Scheme{{0.13, 0.15, 0.17}, {0.91, 0.48, 0.37}}, Scheme{{0.17, 0.21, 0.10}, {0.93, 0.80, 0.42}}};
constexpr Colour kText = {0.97, 0.96, 0.93};

struct Release {
  void operator()(cairo_surface_t* x) const { cairo_surface_destroy(x); }
  void operator()(cairo_t* x) const { cairo_destroy(x); }
  void operator()(PangoLayout* x) const { g_object_unref(x); }
  void operator()(PangoFontDescription* x) const { pango_font_description_free(x); }
  void operator()(unsigned char* x) const { tjFree(x); }
};
template <typename T>
using Owner = std::unique_ptr<T, Release>;

void Use(cairo_t* cairo, const Colour& colour, double alpha = 1) {
  cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, alpha);
}

/// A text at one size, broken where Chinese may be broken.
Owner<PangoLayout> Typeset(cairo_t* cairo, const std::string& text, double size, int width,
                           bool bold) {
  Owner<PangoLayout> layout(pango_cairo_create_layout(cairo));
  pango_context_set_language(pango_layout_get_context(layout.get()),
                             pango_language_from_string("zh-cn"));
  pango_layout_context_changed(layout.get());
  const Owner<PangoFontDescription> font(pango_font_description_from_string(kFonts));
  pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
  if (bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_width(layout.get(), width * PANGO_SCALE);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(layout.get(), 1.25F);
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  return layout;
}

bool HasGlyphs(cairo_t* cairo, const std::string& text) {
  return pango_layout_get_unknown_glyphs_count(
             Typeset(cairo, text, 100, kTextWidth, false).get()) == 0;
}

/// Valid UTF-8, without the characters that no font has, such as new emoji.
std::string WithGlyphs(cairo_t* cairo, const std::string& text) {
  std::string valid;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (c.value != 0) utf8::Append(valid, c.value);
    at += c.length;
  }
  if (HasGlyphs(cairo, valid)) return valid;
  std::string shown;
  for (const char32_t c : utf8::ToUtf32(valid)) {
    std::string character;
    utf8::Append(character, c);
    if (HasGlyphs(cairo, character)) shown += character;
  }
  return shown;
}

/// An error where more than half of the characters had to go.
Result<CoverText> Drawable(cairo_t* cairo, const CoverText& text) {
  CoverText shown = text;
  std::size_t wanted = 0;
  std::size_t kept = 0;
  for (std::string* line : {&shown.programme, &shown.title, &shown.date, &shown.note}) {
    wanted += utf8::ToUtf32(*line).size();
    *line = WithGlyphs(cairo, *line);
    kept += utf8::Length(*line);
  }
  if (kept * 2 >= wanted) return shown;
  return Fail(Code::kOther, "",
              Translated("no font has {} of the {} characters of the cover", wanted - kept, wanted),
              Translated("install a Chinese font, such as the package fonts-wqy-microhei"));
}

int HeightOf(PangoLayout* layout) {
  int height = 0;
  pango_layout_get_pixel_size(layout, nullptr, &height);
  return height;
}

/// Lines of about equal length: the narrowest column that needs no more of them.
void Balance(PangoLayout* layout) {
  const int lines = pango_layout_get_line_count(layout);
  if (lines < 2) return;
  int narrow = kTextWidth / 2;
  int wide = kTextWidth;
  while (wide - narrow > 8) {
    const int middle = (narrow + wide) / 2;
    pango_layout_set_width(layout, middle * PANGO_SCALE);
    (pango_layout_get_line_count(layout) > lines ? narrow : wide) = middle;
  }
  pango_layout_set_width(layout, wide * PANGO_SCALE);
}

/// The phrases of a title, each with the mark that ends it. A short quotation or book title is kept
/// in one piece (U+2060 joins), marks within it included.
std::vector<std::string> Phrases(const std::string& title) {
  constexpr std::size_t kShortQuotation = 9;
  const std::u32string text = utf8::ToUtf32(title);
  const std::u32string_view opening = U"“‘《〈（「『";
  const std::u32string_view closing = U"”’》〉）」』";
  const std::u32string_view ending = U"，、：；。！？";
  std::vector<std::string> phrases(1);
  std::size_t whole_to = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (opening.find(text[i]) != opening.npos) {
      const std::size_t end = text.find_first_of(closing, i);
      if (end != text.npos && end - i <= kShortQuotation) whole_to = end;
    }
    utf8::Append(phrases.back(), text[i]);
    if (i < whole_to) {
      utf8::Append(phrases.back(), U'\u2060');
    } else if (ending.find(text[i]) != ending.npos && i + 1 < text.size()) {
      phrases.emplace_back();
    }
  }
  return phrases;
}

/// Width in Chinese characters, about.
double WidthOf(const std::string& text) {
  double width = 0;
  for (const char32_t c : utf8::ToUtf32(text)) {
    if (c != U'\u2060') width += c < 0x2E80 && !(c >= 0x2018 && c <= 0x2026) ? 0.56 : 1;
  }
  return width;
}

/// As many phrases on a line as fit; the widest phrase decides whether `torn`.
std::string Broken(const std::vector<std::string>& phrases, double most, bool& torn) {
  std::string text;
  double used = 0;
  torn = false;
  for (const std::string& phrase : phrases) {
    const double width = WidthOf(phrase);
    torn = torn || width > most;
    if (used > 0 && used + width > most) {
      text += '\n';
      used = 0;
    }
    text += phrase;
    used += width;
  }
  return text;
}

/// The largest size at which the title fits, broken between phrases rather than within; the very
/// longest is cut with an ellipsis.
Owner<PangoLayout> TypesetTitle(cairo_t* cairo, const std::string& title) {
  constexpr std::array kSizes = {420, 360, 310, 270, 240, 215, 190, 165, 145, 130};
  constexpr int kSmallForPhrases = 215;
  const std::vector<std::string> phrases = Phrases(title);
  for (const bool tear : {false, true}) {
    for (const int size : kSizes) {
      if (!tear && size < kSmallForPhrases) break;
      bool torn = false;
      const std::string text = Broken(phrases, static_cast<double>(kTextWidth) / size, torn);
      if (torn && !tear) continue;
      // A sentence that must be torn flows on.
      Owner<PangoLayout> layout = Typeset(
          cairo, torn ? fmt::format("{}", fmt::join(phrases, "")) : text, size, kTextWidth, true);
      const int most_lines = size >= 360 ? 2 : 6;
      if (pango_layout_get_line_count(layout.get()) <= most_lines &&
          HeightOf(layout.get()) <= kTitleHeight) {
        if (torn) Balance(layout.get());
        return layout;
      }
    }
  }
  Owner<PangoLayout> layout = Typeset(cairo, title, kSizes.back(), kTextWidth, true);
  pango_layout_set_height(layout.get(), kTitleHeight * PANGO_SCALE);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  return layout;
}

void Show(cairo_t* cairo, PangoLayout* layout, double x, double y) {
  cairo_move_to(cairo, x, y);
  pango_cairo_show_layout(cairo, layout);
}

/// A picture of sound: bars whose heights come from the title.
void DrawWave(cairo_t* cairo, const Colour& colour, std::uint64_t seed) {
  constexpr int kBars = 62;
  constexpr double kStep = static_cast<double>(kTextWidth) / kBars;
  constexpr double kMiddle = 2270;
  Use(cairo, colour, 0.9);
  cairo_set_line_width(cairo, kStep * 0.42);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  for (int i = 0; i < kBars; ++i) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    const double level = static_cast<double>(seed >> 40U) / static_cast<double>(1U << 24U);
    const double syllable = 0.35 + 0.65 * std::abs((i % 9) - 4.0) / 4;
    const double half = 8 + 110 * level * (1.15 - syllable);
    const double x = kMargin + kStep * (i + 0.5);
    cairo_move_to(cairo, x, kMiddle - half);
    cairo_line_to(cairo, x, kMiddle + half);
    cairo_stroke(cairo);
  }
}

std::uint64_t Seed(const std::string& text) {
  std::uint64_t seed = 0;
  const std::string hash = ContentHash(text);
  std::from_chars(hash.data(), hash.data() + std::min<std::size_t>(hash.size(), 15), seed, 16);
  return seed;
}

void Draw(cairo_t* cairo, const CoverText& text) {
  const Scheme& scheme =
      kSchemes[Seed(text.programme.empty() ? text.title : text.programme) % kSchemes.size()];
  Use(cairo, scheme.ground);
  cairo_paint(cairo);
  const Owner<PangoLayout> programme = Typeset(cairo, text.programme, 130, kTextWidth, false);
  const Owner<PangoLayout> title = TypesetTitle(cairo, text.title);
  const Owner<PangoLayout> date = Typeset(cairo, WrittenDate(text.date), 120, kTextWidth, false);
  const Owner<PangoLayout> note = Typeset(cairo, text.note, 76, kTextWidth, false);
  for (const Owner<PangoLayout>* line : {&programme, &date, &note}) {
    pango_layout_set_height(line->get(), -1);
    pango_layout_set_ellipsize(line->get(), PANGO_ELLIPSIZE_END);
  }
  Use(cairo, scheme.accent);
  cairo_rectangle(cairo, kMargin, kMargin, 150, 18);
  cairo_fill(cairo);
  Show(cairo, programme.get(), kMargin, kMargin + 90);
  DrawWave(cairo, scheme.accent, Seed(text.title));
  Use(cairo, kText);
  Show(cairo, title.get(), kMargin, kTitleTop);
  Show(cairo, date.get(), kMargin, 2450);
  Use(cairo, kText, 0.72);
  Show(cairo, note.get(), kMargin, 2640);
}

/// As good as fits. Not progressive: players in cars cannot read that.
Result<std::string> Compress(cairo_surface_t* surface) {
  struct CloseHandle {
    void operator()(void* handle) const { tjDestroy(handle); }
  };
  const std::unique_ptr<void, CloseHandle> handle(tjInitCompress());
  for (int quality = 92; handle != nullptr && quality >= 40; quality -= 8) {
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const int failed = tjCompress2(handle.get(), cairo_image_surface_get_data(surface), kPixels,
                                   cairo_image_surface_get_stride(surface), kPixels, TJPF_BGRX,
                                   &bytes, &size, TJSAMP_420, quality, 0);
    const Owner<unsigned char> owner(bytes);
    if (failed != 0) break;
    if (size < kMostBytes) return std::string(reinterpret_cast<const char*>(bytes), size);
  }
  return Fail(Code::kOther, "", Translated("cannot make the cover a JPEG"),
              Translated("give a picture of your own, or none"));
}

}  // namespace

std::string WrittenDate(const std::string& date) {
  std::array<int, 3> parts{};
  std::size_t count = 0;
  const char* at = date.data();
  const char* end = at + date.size();
  while (count < parts.size()) {
    const std::from_chars_result read = std::from_chars(at, end, parts[count]);
    if (read.ec != std::errc() || parts[count] <= 0) return date;
    ++count;
    at = read.ptr;
    if (at == end) break;
    if (*at++ != '-') return date;
  }
  if (at != end) return date;
  if (count == 1) return fmt::format("{}年", parts[0]);
  if (count == 2) return fmt::format("{}年{}月", parts[0], parts[1]);
  return fmt::format("{}年{}月{}日", parts[0], parts[1], parts[2]);
}

Result<encode::Picture> MakeCover(const CoverText& text) {
  const Owner<cairo_surface_t> surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, kPixels, kPixels));
  const Owner<cairo_t> cairo(cairo_create(surface.get()));
  const Result<CoverText> shown = Drawable(cairo.get(), text);
  if (!shown) return tl::unexpected(shown.error());
  Draw(cairo.get(), *shown);
  cairo_surface_flush(surface.get());
  if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS) {
    return Fail(Code::kOther, "", Translated("no memory for the cover"));
  }
  Result<std::string> bytes = Compress(surface.get());
  if (!bytes) return tl::unexpected(bytes.error());
  return encode::Picture{.bytes = std::move(*bytes)};
}

}  // namespace boyin::publish
