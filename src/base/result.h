// What every room returns when something may fail: a value, or an Error that a person can act on.
//
//   Result<Document> document = intake::Read(bytes, "news.txt");
//   if (!document) return tl::unexpected(document.error());
//
// The library never prints, exits or aborts; the two doors (cli, server) turn a Code into an exit
// status or an HTTP status.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace boyin {

/// The closed list of failures. The number is the exit status of the command line.
enum class Code {
  kOther = 1,         ///< anything else
  kUsage = 2,         ///< the request makes no sense
  kInput = 3,         ///< input that cannot be read
  kOutput = 4,        ///< output that cannot be written
  kEngine = 5,        ///< a speech engine failed
  kInterrupted = 130  ///< the user stopped it
};

/// One sentence in the two languages of the interface.
struct Message {
  std::string en;
  std::string zh;

  bool operator==(const Message&) const = default;
};

/// What went wrong, where, and how to mend it.
struct Error {
  Code code = Code::kOther;
  std::string where;  ///< "news.txt", "voices/a.toml:3:7", "news.txt: byte 712"; may be empty
  Message what;
  Message mend;  ///< both empty where there is nothing to advise

  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// Builds the failure side of a Result.
[[nodiscard]] inline tl::unexpected<Error> Fail(Code code, std::string where, Message what,
                                                Message mend = {}) {
  return tl::unexpected<Error>(Error{code, std::move(where), std::move(what), std::move(mend)});
}

}  // namespace boyin
