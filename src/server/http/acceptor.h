// A port that is listened at. Private to server.
#pragma once

#include <boost/asio/ip/tcp.hpp>
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

}  // namespace boyin::server
