// The virtio-serial port over which the host hears of the test, and nothing else (protocol.hpp).
#pragma once

#include <string>
#include <string_view>

#include "agent/descriptor.hpp"

namespace kbisect::guest {

class ResultsPort {
 public:
  explicit ResultsPort(std::string nonce) : nonce_(std::move(nonce)) {}

  // Looks for the port and for a host at its other end, a few seconds at most; false without one.
  bool open();
  void hello();
  // KTAP lines, the last of them perhaps without its line feed.
  void ktap(std::string_view lines);
  // Gives the number of lines sent, and waits until the host has everything.
  void end();

 private:
  void append(const char* verb, std::string_view text, std::string& frames) const;
  void send(std::string_view frames);

  std::string nonce_;
  Descriptor port_;
  int sent_ = 0;
};

}  // namespace kbisect::guest
