#include "server/http/acceptor.h"

#include <fcntl.h>
#include <fmt/format.h>

#include "base/message.h"

namespace boyin::server {

using boost::asio::ip::tcp;

Result<void> Listen(tcp::acceptor& acceptor, const Address& address, std::string_view option) {
  boost::system::error_code error;
  const auto host = boost::asio::ip::make_address(address.host, error);
  const tcp::endpoint endpoint(host, address.port);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) {
    const std::string why = error.message();
    return Fail(Code::kUsage, fmt::format("{}:{}", address.host, address.port),
                Translated("cannot listen: {}", why),
                Translated("choose another {}, or end the program that has this port", option));
  }
  // No engine worker may inherit the port.
  ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
  return {};
}

void RunToEnd(boost::asio::io_context& io, const std::function<void()>& accept) {
  bool threw = false;
  while (true) {
    try {
      if (threw) accept();
      threw = false;
      io.run();
      return;
    } catch (const std::exception&) {
      threw = true;
    }
  }
}

}  // namespace boyin::server
