// The one command that we send to QEMU over its monitor: quit (QEMU: docs/interop/qmp-spec). QEMU connects to
// our socket, so there is nothing to wait for and nothing to retry.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <string>

namespace kbisect {

// `loop` must outlive the monitor.
class QmpMonitor {
 public:
  // Listens on the socket `address`; QEMU must be started with -qmp unix:ADDRESS or its equivalent.
  QmpMonitor(boost::asio::io_context& loop, const std::filesystem::path& address);

  // Sends quit, now or as soon as QEMU has connected.
  void quit();

 private:
  void on_connected();
  void discard_answers();
  void send_if_ready();

  boost::asio::local::stream_protocol::acceptor acceptor_;
  boost::asio::local::stream_protocol::socket socket_;
  std::array<char, 4096> answers_{};
  bool connected_ = false;
  bool quit_wanted_ = false;
  std::string sending_;
};

}  // namespace kbisect
