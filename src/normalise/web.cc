// URLs, e-mail addresses, host and file names: letters kept, signs by name, digits one by one.
#include <algorithm>
#include <array>

#include "normalise/number.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

bool IsNameByte(char c) {
  return IsAsciiLetter(static_cast<unsigned char>(c)) || IsDigit(static_cast<unsigned char>(c)) ||
         c == '-' || c == '_';
}

bool IsUrlByte(char c) {
  constexpr std::string_view kMarks = "./:?=&%#~+@!$;,";
  return IsNameByte(c) || kMarks.find(c) != std::string_view::npos;
}

struct Sign {
  char written;
  std::string_view spoken;
};

constexpr std::array<Sign, 14> kSigns = {{{'.', "点"},
                                          {'/', "斜杠"},
                                          {':', "冒号"},
                                          {'-', "杠"},
                                          {'_', "下划线"},
                                          {'@', "艾特"},
                                          {'?', "问号"},
                                          {'=', "等于"},
                                          {'&', "和"},
                                          {'%', "百分号"},
                                          {'#', "井号"},
                                          {'~', "波浪号"},
                                          {'+', "加"},
                                          {'!', "叹号"}}};

std::string Spell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto* sign =
        std::find_if(kSigns.begin(), kSigns.end(), [c](const Sign& s) { return s.written == c; });
    if (sign != kSigns.end()) {
      out += sign->spoken;
    } else if (IsDigit(static_cast<unsigned char>(c))) {
      out += ReadDigits({&c, 1});
    } else if (IsAsciiLetter(static_cast<unsigned char>(c))) {
      out += c;
    }
  }
  return out;
}

Reading Make(std::size_t end, std::string spoken, std::string_view rule) {
  return {end, std::move(spoken), "web address", rule, 0, 8, 0.95F, {}, false, false};
}

// What ends a sentence does not end an address.
std::size_t TrimEnd(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::string_view kClosing = ".,:;!?/";
  while (end > begin && kClosing.find(text[end - 1]) != std::string_view::npos) --end;
  return end;
}

bool IsTopDomain(std::string_view word) {
  constexpr std::array<std::string_view, 24> kDomains = {
      "com", "cn", "org", "net", "gov", "edu", "io",  "tv",  "cc",  "me",   "info", "hk",
      "tw",  "jp", "uk",  "us",  "ai",  "app", "top", "vip", "xyz", "club", "de",   "fr"};
  return std::find(kDomains.begin(), kDomains.end(), word) != kDomains.end();
}

std::size_t EndOfAlnum(std::string_view text, std::size_t at) {
  while (at < text.size() && IsNameByte(text[at]) && text[at] != '-') ++at;
  return at;
}

std::string Lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// a.b.c with an ending that is a domain or a file's.
struct Host {
  std::size_t end = 0;
  std::string last;
  int labels = 0;
};

Host ParseHost(std::string_view text, std::size_t at, std::size_t limit) {
  Host host;
  while (at < limit) {
    std::size_t end = at;
    while (end < limit && IsNameByte(text[end])) ++end;
    if (end == at) break;
    host.last = Lower(text.substr(at, end - at));
    host.end = end;
    ++host.labels;
    if (end + 1 >= limit || text[end] != '.' || !IsNameByte(text[end + 1])) break;
    at = end + 1;
  }
  return host;
}

// RFC 1035: a name has 255 bytes at most. The bound keeps the walk linear.
std::size_t NameLimit(const Scene& scene, std::size_t at) {
  return std::min(scene.limit, at + 255);
}

std::size_t EndOfPath(std::string_view text, std::size_t at, std::size_t limit) {
  const std::size_t begin = at;
  while (at < limit && IsUrlByte(text[at])) ++at;
  return TrimEnd(text, begin, at);
}

void Url(const Scene& scene, Readings& out) {
  for (const std::string_view scheme :
       {std::string_view("https://"), std::string_view("http://"), std::string_view("ftp://")}) {
    if (!StartsWith(scene.text, scene.at, scheme)) continue;
    const std::size_t begin = scene.at + scheme.size();
    const std::size_t end = EndOfPath(scene.text, begin, scene.limit);
    if (end > begin) {
      out.push_back(Make(end, Spell(scene.text.substr(begin, end - begin)), "web/url"));
    }
  }
}

void HostOrFile(const Scene& scene, Readings& out) {
  const Host host = ParseHost(scene.text, scene.at, NameLimit(scene, scene.at));
  if (host.labels < 2) return;
  const bool www = StartsWith(scene.text, scene.at, "www.");
  if (www || IsTopDomain(host.last)) {
    std::size_t end = host.end;
    const char32_t next = At(scene.text, end);
    if (next == '/' || next == ':') end = EndOfPath(scene.text, scene.at, scene.limit);
    end = std::max(end, host.end);
    out.push_back(Make(end, Spell(scene.text.substr(scene.at, end - scene.at)), "web/host"));
  } else if (IsFileEnding(host.last, 0)) {
    out.push_back(
        Make(host.end, Spell(scene.text.substr(scene.at, host.end - scene.at)), "web/file"));
  }
}

void Email(const Scene& scene, Readings& out) {
  std::size_t at = scene.at;
  while (at < NameLimit(scene, scene.at) && (IsNameByte(scene.text[at]) || scene.text[at] == '.')) {
    ++at;
  }
  if (at == scene.at || At(scene.text, at) != '@') return;
  const Host host = ParseHost(scene.text, at + 1, NameLimit(scene, at + 1));
  if (host.labels < 2) return;
  out.push_back(
      Make(host.end, Spell(scene.text.substr(scene.at, host.end - scene.at)), "web/email"));
}

// 10.1038/s41586-021-03819-2: the prefix of a DOI has four digits or more.
void Doi(const Scene& scene, Readings& out) {
  if (!StartsWith(scene.text, scene.at, "10.")) return;
  const std::size_t prefix = EndOfDigits(scene.text, scene.at + 3);
  if (prefix < scene.at + 7 || prefix > scene.at + 12 || At(scene.text, prefix) != '/') return;
  const std::size_t end = EndOfPath(scene.text, prefix + 1, scene.limit);
  if (end == prefix + 1) return;
  out.push_back(Make(end, Spell(scene.text.substr(scene.at, end - scene.at)), "web/doi"));
}

// /usr/bin/env, ~/.bashrc, ./a.sh: with two strokes, or one and a dot or a tilde before it.
void Path(const Scene& scene, Readings& out) {
  std::size_t at = scene.at;
  if (At(scene.text, at) == '~') ++at;
  while (at < scene.at + 2 && At(scene.text, at) == '.') ++at;
  const bool led = at > scene.at;
  int strokes = 0;
  std::size_t end = at;
  while (At(scene.text, end) == '/' && end < NameLimit(scene, scene.at)) {
    std::size_t name = end + 1;
    while (name < NameLimit(scene, scene.at) &&
           (IsNameByte(scene.text[name]) || scene.text[name] == '.')) {
      ++name;
    }
    if (name == end + 1) break;
    ++strokes;
    end = name;
  }
  end = TrimEnd(scene.text, at, end);
  const bool letters = IsAsciiLetter(At(scene.text, at + 1)) || At(scene.text, at + 1) == '.';
  if (strokes == 0 || !letters || end <= at + 2 || (strokes == 1 && !led)) return;
  out.push_back(Make(end, Spell(scene.text.substr(scene.at, end - scene.at)), "web/path"));
}

}  // namespace

bool IsFileEnding(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 34> kEndings = {
      "txt", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv",  "jpg", "jpeg", "png",
      "gif", "mp3", "mp4", "wav",  "zip", "rar",  "exe", "apk",  "html", "htm", "xml",  "json",
      "py",  "js",  "cc",  "cpp",  "md",  "conf", "log", "sh",   "gz",   "php"};
  const std::string word = Lower(text.substr(at, EndOfAlnum(text, at) - at));
  return std::find(kEndings.begin(), kEndings.end(), word) != kEndings.end();
}

void ReadWeb(const Scene& scene, Readings& out) {
  const char32_t left = Before(scene.text, scene.at);
  if (IsAsciiLetter(left) || IsDigit(left)) return;
  Url(scene, out);
  Email(scene, out);
  HostOrFile(scene, out);
  Doi(scene, out);
  Path(scene, out);
}

}  // namespace boyin::normalise
