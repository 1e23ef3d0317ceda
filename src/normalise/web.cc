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
std::size_t NameLimit(const MatchContext& context, std::size_t at) {
  return std::min(context.limit, at + 255);
}

std::size_t EndOfPath(std::string_view text, std::size_t at, std::size_t limit) {
  const std::size_t begin = at;
  while (at < limit && IsUrlByte(text[at])) ++at;
  return TrimEnd(text, begin, at);
}

void Url(const MatchContext& context, Readings& out) {
  for (const std::string_view scheme :
       {std::string_view("https://"), std::string_view("http://"), std::string_view("ftp://")}) {
    if (!StartsWith(context.text, context.at, scheme)) continue;
    const std::size_t begin = context.at + scheme.size();
    const std::size_t end = EndOfPath(context.text, begin, context.limit);
    if (end > begin) {
      out.push_back(Make(end, Spell(context.text.substr(begin, end - begin)), "web/url"));
    }
  }
}

void HostOrFile(const MatchContext& context, Readings& out) {
  const Host host = ParseHost(context.text, context.at, NameLimit(context, context.at));
  if (host.labels < 2) return;
  const bool www = StartsWith(context.text, context.at, "www.");
  if (www || IsTopDomain(host.last)) {
    std::size_t end = host.end;
    const char32_t next = At(context.text, end);
    if (next == '/' || next == ':') end = EndOfPath(context.text, context.at, context.limit);
    end = std::max(end, host.end);
    out.push_back(Make(end, Spell(context.text.substr(context.at, end - context.at)), "web/host"));
  } else if (IsFileEnding(host.last, 0)) {
    out.push_back(
        Make(host.end, Spell(context.text.substr(context.at, host.end - context.at)), "web/file"));
  }
}

void Email(const MatchContext& context, Readings& out) {
  std::size_t at = context.at;
  while (at < NameLimit(context, context.at) &&
         (IsNameByte(context.text[at]) || context.text[at] == '.')) {
    ++at;
  }
  if (at == context.at || At(context.text, at) != '@') return;
  const Host host = ParseHost(context.text, at + 1, NameLimit(context, at + 1));
  if (host.labels < 2) return;
  out.push_back(
      Make(host.end, Spell(context.text.substr(context.at, host.end - context.at)), "web/email"));
}

// 10.1038/s41586-021-03819-2: the prefix of a DOI has four digits or more.
void Doi(const MatchContext& context, Readings& out) {
  if (!StartsWith(context.text, context.at, "10.")) return;
  const std::size_t prefix = EndOfDigits(context.text, context.at + 3);
  if (prefix < context.at + 7 || prefix > context.at + 12 || At(context.text, prefix) != '/')
    return;
  const std::size_t end = EndOfPath(context.text, prefix + 1, context.limit);
  if (end == prefix + 1) return;
  out.push_back(Make(end, Spell(context.text.substr(context.at, end - context.at)), "web/doi"));
}

// /usr/bin/env, ~/.bashrc, ./a.sh: with two strokes, or one and a dot or a tilde before it.
void Path(const MatchContext& context, Readings& out) {
  std::size_t at = context.at;
  if (At(context.text, at) == '~') ++at;
  while (at < context.at + 2 && At(context.text, at) == '.') ++at;
  const bool led = at > context.at;
  int strokes = 0;
  std::size_t end = at;
  while (At(context.text, end) == '/' && end < NameLimit(context, context.at)) {
    std::size_t name = end + 1;
    while (name < NameLimit(context, context.at) &&
           (IsNameByte(context.text[name]) || context.text[name] == '.')) {
      ++name;
    }
    if (name == end + 1) break;
    ++strokes;
    end = name;
  }
  end = TrimEnd(context.text, at, end);
  const bool letters = IsAsciiLetter(At(context.text, at + 1)) || At(context.text, at + 1) == '.';
  if (strokes == 0 || !letters || end <= at + 2 || (strokes == 1 && !led)) return;
  out.push_back(Make(end, Spell(context.text.substr(context.at, end - context.at)), "web/path"));
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

void ReadWeb(const MatchContext& context, Readings& out) {
  const char32_t left = Before(context.text, context.at);
  if (IsAsciiLetter(left) || IsDigit(left)) return;
  Url(context, out);
  Email(context, out);
  HostOrFile(context, out);
  Doi(context, out);
  Path(context, out);
}

}  // namespace boyin::normalise
