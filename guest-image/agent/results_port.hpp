// The virtio-serial port that carries the test report to the host, and nothing else (protocol.hpp).
#pragma once

#include <string>
#include <string_view>

#include "agent/descriptor.hpp"

namespace kbisect::guest {

class ResultsPort {
 public:
  explicit ResultsPort(std::string nonce) : nonce_(std::move(nonce)) {}

  // Waits up to about 5 s for the port to appear and 5 s for a host at its other end. Logs and returns false
  // without them.
  bool open();
  void hello();
  // Sends KTAP lines; the last one may lack its line feed.
  void ktap(std::string_view lines);
  // Sends the number of KTAP lines sent, then closes the port, which waits until the host has everything.
  void end();

 private:
  void append(const char* verb, std::string_view text, std::string& frames) const;
  void send(std::string_view frames);

  std::string nonce_;
  Descriptor port_;
  int sent_ = 0;
};

}  // namespace kbisect::guest
