#include "reader/message.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <type_traits>
#include <utility>

#include "base/utf8.h"

namespace boyin::reader {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr double kMostRate = 100;
constexpr std::int64_t kMostMs = 1'000'000'000'000;      // thirty years
constexpr std::int64_t kMostUnixTime = 253'402'300'799;  // the end of the year 9999

/// Values one behind the other: numbers of eight bytes, texts and lists with their length before.
class Writer {
 public:
  void operator()(const std::string& text) {
    (*this)(std::uint64_t{text.size()});
    bytes += text;
  }
  void operator()(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      bytes.push_back(static_cast<char>((number >> shift) & 0xFFU));
    }
  }
  void operator()(std::int64_t number) { (*this)(static_cast<std::uint64_t>(number)); }
  void operator()(int number) { (*this)(std::int64_t{number}); }
  void operator()(bool yes) { (*this)(std::uint64_t{yes ? 1U : 0U}); }
  void operator()(double number) { (*this)(std::bit_cast<std::uint64_t>(number)); }
  template <typename Enum>
  requires std::is_enum_v<Enum>
  void operator()(Enum value) { (*this)(static_cast<std::uint64_t>(value)); }
  template <typename T>
  void operator()(const std::vector<T>& list) {
    (*this)(std::uint64_t{list.size()});
    for (const T& value : list) Fields(*this, value);
  }
  template <typename T>
  void operator()(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) Fields(*this, *value);
  }

  std::string bytes;
};

/// The same from bytes of whoever. After the first fault nothing more is read.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool whole() const { return good_ && rest_.empty(); }
  [[nodiscard]] bool good() const { return good_; }
  void Spoil() {
    good_ = false;
    rest_ = {};
  }

  void operator()(std::string& text) {
    std::uint64_t size = 0;
    (*this)(size);
    if (size > rest_.size()) return Spoil();
    text.assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }
  void operator()(std::uint64_t& number) {
    if (rest_.size() < sizeof number) return Spoil();
    number = 0;
    for (unsigned i = 0; i < sizeof number; ++i) {
      number |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(sizeof number);
  }
  void operator()(std::int64_t& number) {
    std::uint64_t bits = 0;
    (*this)(bits);
    number = static_cast<std::int64_t>(bits);
  }
  void operator()(int& number) {
    std::int64_t wide = 0;
    (*this)(wide);
    if (!std::in_range<int>(wide)) return Spoil();
    number = static_cast<int>(wide);
  }
  void operator()(bool& yes) {
    std::uint64_t bits = 0;
    (*this)(bits);
    if (bits > 1) return Spoil();
    yes = bits == 1;
  }
  void operator()(double& number) {
    std::uint64_t bits = 0;
    (*this)(bits);
    number = std::bit_cast<double>(bits);
    if (!std::isfinite(number)) Spoil();
  }
  void operator()(intake::BlockKind& kind) { Enum(kind, intake::BlockKind::kCredit); }
  void operator()(Wanted& wanted) { Enum(wanted, Wanted::kFeed); }
  void operator()(intake::Captions& captions) { Enum(captions, intake::Captions::kRead); }
  void operator()(intake::Tables& tables) { Enum(tables, intake::Tables::kSkip); }
  template <typename T>
  void operator()(std::vector<T>& list) {
    std::uint64_t count = 0;
    (*this)(count);
    // Not reserved: a count is a claim, and every value takes bytes that have to be there.
    for (std::uint64_t i = 0; i < count && good_; ++i) Fields(*this, list.emplace_back());
  }
  template <typename T>
  void operator()(std::optional<T>& value) {
    bool there = false;
    (*this)(there);
    if (there) Fields(*this, value.emplace());
  }

 private:
  template <typename T>
  void Enum(T& value, T last) {
    std::uint64_t number = 0;
    (*this)(number);
    if (number > static_cast<std::uint64_t>(last)) return Spoil();
    value = static_cast<T>(number);
  }

  std::string_view rest_;
  bool good_ = true;
};

/// `T` or `const T`: one list of fields for both directions.
template <typename Given, typename T>
concept Either = std::is_same_v<std::remove_const_t<Given>, T>;

template <typename Io, typename... T>
void All(Io& io, T&... fields) {
  (io(fields), ...);
}

template <typename Io, Either<std::string> T>
void Fields(Io& io, T& text) {
  io(text);
}
template <typename Io, Either<std::int64_t> T>
void Fields(Io& io, T& number) {
  io(number);
}
template <typename Io, Either<Message> T>
void Fields(Io& io, T& message) {
  All(io, message.en, message.zh);
}
template <typename Io, Either<Range> T>
void Fields(Io& io, T& range) {
  static_assert(sizeof(std::size_t) == sizeof(std::uint64_t));
  All(io, range.begin, range.end);
}
template <typename Io, Either<intake::TimeSpan> T>
void Fields(Io& io, T& span) {
  All(io, span.begin_ms, span.end_ms);
}
template <typename Io, Either<intake::Metadata> T>
void Fields(Io& io, T& m) {
  All(io, m.title, m.author, m.date, m.source, m.language);
}
template <typename Io, Either<intake::Finding> T>
void Fields(Io& io, T& f) {
  All(io, f.field, f.value, f.origin, f.refused, f.belief, f.won);
}
/// Without its text, which is that of its range.
template <typename Io, Either<intake::Block> T>
void Fields(Io& io, T& block) {
  io(block.kind);
  Fields(io, block.source);
  All(io, block.level, block.voice, block.rate, block.time);
}
template <typename Io, Either<intake::Dropped> T>
void Fields(Io& io, T& dropped) {
  Fields(io, dropped.source);
  io(dropped.reason);
}
template <typename Io, Either<intake::Document> T>
void Fields(Io& io, T& d) {
  All(io, d.file, d.name, d.member, d.format, d.encoding, d.encoding_confidence, d.text);
  Fields(io, d.metadata);
  All(io, d.blocks, d.dropped, d.notes, d.findings);
}
template <typename Io, Either<intake::FeedItem> T>
void Fields(Io& io, T& item) {
  All(io, item.title, item.link, item.id, item.time, item.unix_time);
  Fields(io, item.document);
}
template <typename Io, Either<intake::Feed> T>
void Fields(Io& io, T& feed) {
  All(io, feed.title, feed.link, feed.items);
}
template <typename Io, Either<Request> T>
void Fields(Io& io, T& r) {
  All(io, r.wanted, r.file, r.options.encoding, r.options.member, r.options.captions,
      r.options.tables, r.bytes);
}
template <typename Io, Either<std::vector<std::string>> T>
void Fields(Io& io, T& list) {
  io(list);
}

void Fields(Writer& io, const Error& error) {
  io(static_cast<int>(error.code));
  io(error.where);
  Fields(io, error.what);
  Fields(io, error.mend);
}
void Fields(Cursor& io, Error& error) {
  int code = 0;
  io(code);
  static constexpr std::array kKnown = {Code::kOther, Code::kUsage, Code::kInput};
  const auto* const known = std::find_if(kKnown.begin(), kKnown.end(),
                                         [&](Code each) { return static_cast<int>(each) == code; });
  if (known == kKnown.end()) return io.Spoil();
  error.code = *known;
  io(error.where);
  Fields(io, error.what);
  Fields(io, error.mend);
}
template <typename Io, Either<intake::Collection> T>
void Fields(Io& io, T& collection) {
  All(io, collection.documents, collection.refused);
}

template <typename T>
std::string EncodeResult(const Result<T>& result) {
  Writer writer;
  writer(result.has_value());
  if (result) {
    Fields(writer, *result);
  } else {
    Fields(writer, result.error());
  }
  return std::move(writer.bytes);
}

bool IsText(const std::string& text) { return !utf8::FirstInvalid(text); }

bool AreTexts(std::initializer_list<const std::string*> texts) {
  return std::all_of(texts.begin(), texts.end(), [](const auto* text) { return IsText(*text); });
}

/// A place in an archive that leads nowhere else when it is put behind a folder.
bool IsMember(const std::string& member) {
  const std::filesystem::path path(member);
  return !member.empty() && member.find('\0') == std::string::npos && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

/// The names are the file's own, or of a member in it.
bool IsNamedAfter(const intake::Document& document, std::string_view file) {
  if (document.file.find('\0') != std::string::npos) return false;
  if (document.name.find_first_of(std::string_view("/\0", 2)) != std::string::npos) return false;
  if (document.member.empty()) return document.file == file;
  return IsMember(document.member) && document.file == std::string(file) + "/" + document.member;
}

bool Tiles(const intake::Document& document) {
  std::size_t at = 0;
  auto block = document.blocks.begin();
  auto dropped = document.dropped.begin();
  while (block != document.blocks.end() || dropped != document.dropped.end()) {
    const bool take_block = block != document.blocks.end() && block->source.begin == at;
    if (!take_block && dropped == document.dropped.end()) return false;
    const Range range = take_block ? (block++)->source : (dropped++)->source;
    if (range.begin != at || range.end <= at || range.end > document.text.size()) return false;
    at = range.end;
  }
  return at == document.text.size();
}

bool IsSound(const intake::Block& block) {
  const bool timed = !block.time || (std::abs(block.time->begin_ms) <= kMostMs &&
                                     std::abs(block.time->end_ms) <= kMostMs);
  return block.level >= 0 && block.level <= 6 && block.rate > 0 && block.rate <= kMostRate &&
         timed && IsText(block.voice) && IsText(block.text);
}

/// Gives the blocks their texts. False where the document is none of intake's.
bool Complete(intake::Document& document, std::string_view file) {
  const intake::Metadata& m = document.metadata;
  const bool good = IsNamedAfter(document, file) && IsText(document.text) &&
                    !document.blocks.empty() && Tiles(document) &&
                    document.encoding_confidence >= 0 && document.encoding_confidence <= 1 &&
                    AreTexts({&document.format, &document.encoding, &m.title, &m.author, &m.date,
                              &m.source, &m.language});
  if (!good) return false;
  for (intake::Block& block : document.blocks) block.text = block.source.In(document.text);
  const auto is_text = [](const intake::Dropped& dropped) { return IsText(dropped.reason); };
  return std::all_of(document.blocks.begin(), document.blocks.end(), IsSound) &&
         std::all_of(document.dropped.begin(), document.dropped.end(), is_text);
}

bool Complete(intake::Collection& collection, std::string_view file) {
  return !collection.documents.empty() &&
         std::all_of(collection.documents.begin(), collection.documents.end(),
                     [&](intake::Document& document) { return Complete(document, file); });
}

bool Complete(intake::Feed& feed, std::string_view file) {
  const bool items = std::all_of(feed.items.begin(), feed.items.end(), [&](intake::FeedItem& item) {
    return Complete(item.document, file) && std::abs(item.unix_time.value_or(0)) <= kMostUnixTime &&
           AreTexts({&item.title, &item.link, &item.id, &item.time});
  });
  return items && AreTexts({&feed.title, &feed.link});
}

bool Complete(std::vector<std::string>& members, std::string_view /*file*/) {
  return std::all_of(members.begin(), members.end(), IsMember);
}

template <typename T>
std::optional<Result<T>> DecodeResult(std::string_view body, std::string_view file) {
  Cursor cursor(body);
  bool good = false;
  cursor(good);
  if (!good) {
    Error error;
    Fields(cursor, error);
    if (!cursor.whole()) return std::nullopt;
    return Result<T>(tl::unexpected(std::move(error)));
  }
  T value{};
  Fields(cursor, value);
  if (!cursor.whole() || !Complete(value, file)) return std::nullopt;
  return Result<T>(std::move(value));
}

}  // namespace

std::string Encode(const Request& request) {
  Writer writer;
  writer(kVersion);
  Fields(writer, request);
  return std::move(writer.bytes);
}

std::optional<Request> DecodeRequest(std::string_view body) {
  Cursor cursor(body);
  std::uint64_t version = 0;
  cursor(version);
  Request request;
  Fields(cursor, request);
  if (!cursor.whole() || version != kVersion) return std::nullopt;
  return request;
}

std::string Encode(const Result<intake::Document>& document) { return EncodeResult(document); }
std::string Encode(const Result<intake::Collection>& all) { return EncodeResult(all); }
std::string Encode(const Result<std::vector<std::string>>& all) { return EncodeResult(all); }
std::string Encode(const Result<intake::Feed>& feed) { return EncodeResult(feed); }

std::optional<Result<intake::Document>> DecodeDocument(std::string_view body,
                                                       std::string_view file) {
  return DecodeResult<intake::Document>(body, file);
}
std::optional<Result<intake::Collection>> DecodeCollection(std::string_view body,
                                                           std::string_view file) {
  return DecodeResult<intake::Collection>(body, file);
}
std::optional<Result<std::vector<std::string>>> DecodeMembers(std::string_view body) {
  return DecodeResult<std::vector<std::string>>(body, {});
}
std::optional<Result<intake::Feed>> DecodeFeed(std::string_view body, std::string_view file) {
  return DecodeResult<intake::Feed>(body, file);
}

std::string EncodeLength(std::size_t length) {
  Writer writer;
  writer(std::uint64_t{length});
  return std::move(writer.bytes);
}

std::optional<std::size_t> DecodeLength(std::string_view message) {
  Cursor cursor(message);
  std::uint64_t length = 0;
  cursor(length);
  if (!cursor.whole()) return std::nullopt;
  return length;
}

bool SendBody(int socket, std::string_view body, TimePoint until) {
  if (!SendMessage(socket, EncodeLength(body.size()), until)) return false;
  for (; !body.empty(); body.remove_prefix(std::min(body.size(), kPartBytes))) {
    if (!SendMessage(socket, body.substr(0, kPartBytes), until)) return false;
  }
  return true;
}

}  // namespace boyin::reader
