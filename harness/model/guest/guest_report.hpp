// What arrives on the results port of one boot (guest-image/protocol.hpp), parsed as it comes in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// Accepts any bytes, in pieces of any size. Only lines that begin with this boot's nonce have an effect.
// Lines longer than 64 KiB and everything past 4 MiB in all are dropped; bytes that are neither printable
// ASCII nor tabs become '?'.
class GuestReport {
 public:
  explicit GuestReport(const std::string& nonce);

  void feed(std::string_view bytes);

  // Whether the agent has said hello.
  [[nodiscard]] bool agent_up() const { return agent_up_; }
  // Whether the end has come, with the right count.
  [[nodiscard]] bool complete() const { return complete_; }
  // The kernel's release as the agent gave it in its hello.
  [[nodiscard]] const std::string& kernel_release() const { return kernel_release_; }
  // The KTAP lines so far, with their indentation.
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  // How many lines had no effect: without this boot's nonce, too long, out of place, or an end with another
  // count.
  [[nodiscard]] int ignored() const { return ignored_; }

 private:
  void take_line(std::string_view line);

  std::string prefix_;
  std::string partial_;
  bool discarding_ = false;
  std::size_t total_ = 0;
  bool agent_up_ = false;
  bool complete_ = false;
  std::string kernel_release_;
  std::vector<std::string> lines_;
  int ignored_ = 0;
};

}  // namespace kbisect
