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

// Nothing QEMU says here changes what we do, but a full socket would stop it.
void QmpMonitor::discard_answers() {
  socket_.async_read_some(boost::asio::buffer(answers_),
                          [this](const boost::system::error_code& error, size_t) {
                            if (!error) discard_answers();
                          });
}

void QmpMonitor::send_if_ready() {
  if (!connected_ || !quit_wanted_ || !sending_.empty()) return;
  // Capabilities negotiation comes first by the protocol; commands are carried out in order, so both can go
  // in one write.
  sending_ = R"({"execute":"qmp_capabilities"}{"execute":"quit"})";
  boost::asio::async_write(socket_, boost::asio::buffer(sending_),
                           [](const boost::system::error_code&, size_t) {});
}

}  // namespace kbisect
