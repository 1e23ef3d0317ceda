// Work done in child processes that start from the same state every time and leave none behind.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/subprocess.h"

namespace boyin::synthesise::espeak {

/// A child of this process that is set up once; each piece of work is done in a child of its own,
/// which finds everything as it was set up. All of them die with this process.
class ForkServer {
 public:
  using Work = std::function<std::string(const std::string& request)>;

  /// kEngine where no process can be made.
  [[nodiscard]] static Result<ForkServer> Open(const std::function<void()>& set_up,
                                               const Work& work);

  /// What `work` makes of the request, of at most kMaxMessageBytes. kEngine when it died of it:
  /// then the server is gone, and another has to be opened.
  [[nodiscard]] Result<std::string> Ask(std::string_view request) const;

 private:
  explicit ForkServer(Subprocess process) : process_(std::move(process)) {}
  Subprocess process_;
};

}  // namespace boyin::synthesise::espeak
