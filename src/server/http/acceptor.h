// A port that is listened at. Private to server.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::server {

/// Where to listen. Port 0: any that is free.
struct Address {
  std::string host;
  unsigned short port = 0;
};

/// Binds and listens; engines do not inherit the port. kUsage, which names the command line's
/// `option`, for an address that is none or is in use.
[[nodiscard]] Result<void> Listen(boost::asio::ip::tcp::acceptor& acceptor, const Address& address,
                                  std::string_view option);

/// Runs `io` until it has nothing to do or is stopped. A handler that throws (there was no memory)
/// costs its own connection; `accept`, called then, begins to accept again if that has ended.
void RunToEnd(boost::asio::io_context& io, const std::function<void()>& accept);

}  // namespace boyin::server
