#include "cli/terminal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include "base/utf8.h"

namespace boyin::cli {

namespace {

bool g_failures_as_json = false;  // set once, by the command line

}  // namespace

void PrintFailuresAsJson() { g_failures_as_json = true; }

void PrintJson(const nlohmann::ordered_json& value, int indent) {
  fmt::print("{}\n", value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace));
  std::fflush(stdout);
}

void Print(const Error& error) {
  const std::string where = error.where.empty() ? "" : error.where + ": ";
  Say(stderr, "boyin: {}{}\n", where, Pick(error.what));
  if (!Pick(error.mend).empty()) Say(stderr, "       {}\n", Pick(error.mend));
  if (!g_failures_as_json) return;
  PrintJson({{"error",
              {{"status", Status(error)},
               {"where", error.where},
               {"what", Pick(error.what)},
               {"mend", Pick(error.mend)}}}});
}

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    const bool control = (c.value < 0x20 && c.value != '\n' && c.value != '\t') ||
                         (c.value >= 0x7F && c.value < 0xA0);
    // Marks that turn the order of what follows: a name could show another's.
    const bool turns =
        (c.value >= 0x202A && c.value <= 0x202E) || (c.value >= 0x2066 && c.value <= 0x2069);
    if (control) {
      out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c.value));
    } else if (turns) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c.value));
    } else {
      utf8::Append(out, c.value);
    }
    at += c.length;
  }
  return out;
}

std::string Clock(double seconds) {
  const auto all = static_cast<long>(std::lround(seconds));
  if (all >= 3600) return fmt::format("{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60);
  return fmt::format("{}:{:02}", all / 60, all % 60);
}

std::string Size(std::uint64_t bytes) {
  const auto size = static_cast<double>(bytes);
  if (size >= 1e9) return fmt::format("{:.1f} GB", size / 1e9);
  if (size >= 1e6) return fmt::format("{:.1f} MB", size / 1e6);
  return fmt::format("{:.0f} kB", std::ceil(size / 1e3));
}

std::size_t Columns(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    columns += c.value >= 0x1100 ? 2 : 1;
    at += c.length;
  }
  return columns;
}

ProgressBar::ProgressBar(std::string name) : name_(std::move(name)), on_(::isatty(2) == 1) {}

ProgressBar::~ProgressBar() {
  if (on_ && last_permille_ >= 0) fmt::print(stderr, "\r\033[K");
}

void ProgressBar::Show(double share, std::string_view note) {
  const int permille = static_cast<int>(std::clamp(share, 0.0, 1.0) * 1000);
  if (!on_ || permille == last_permille_) return;
  last_permille_ = permille;
  constexpr int kWidth = 24;
  std::string bar;
  for (int i = 0; i < kWidth; ++i) bar += i * 1000 < permille * kWidth ? "█" : " ";
  fmt::print(stderr, "\r\033[K{}  ▕{}▏ {}", Printable(name_), bar, Printable(note));
  std::fflush(stderr);
}

}  // namespace boyin::cli
