#include "tools/qmp.hpp"

#include <boost/asio/write.hpp>

namespace kbisect {

using boost::asio::local::stream_protocol;

QmpMonitor::QmpMonitor(boost::asio::io_context& loop, const std::filesystem::path& address)
    : acceptor_(loop, stream_protocol::endpoint(address.string())), socket_(loop) {
  acceptor_.async_accept(socket_, [this](const boost::system::error_code& error) {
    if (!error) on_connected();
  });
}

void QmpMonitor::quit() {
  quit_wanted_ = true;
  send_if_ready();
}

void QmpMonitor::on_connected() {
  connected_ = true;
  discard_answers();
  send_if_ready();
}

// QEMU's answers are not needed, but unread ones would fill the socket and block QEMU.
void QmpMonitor::discard_answers() {
  socket_.async_read_some(boost::asio::buffer(answers_),
                          [this](const boost::system::error_code& error, size_t) {
                            if (!error) discard_answers();
                          });
}

void QmpMonitor::send_if_ready() {
  if (!connected_ || !quit_wanted_ || !sending_.empty()) return;
  // The protocol requires qmp_capabilities first. Commands are executed in order, so both go in one write.
  sending_ = R"({"execute":"qmp_capabilities"}{"execute":"quit"})";
  boost::asio::async_write(socket_, boost::asio::buffer(sending_),
                           [](const boost::system::error_code&, size_t) {});
}

}  // namespace kbisect
