// What came over the results port of one boot (guest-image/protocol.hpp), taken apart as it arrives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// Feed it any bytes in any pieces: only lines framed by this boot's nonce have an effect. Lines longer than
// 64 KiB and everything past 4 MiB in all are dropped; bytes that are not printable ASCII become '?'.
class GuestReport {
 public:
  explicit GuestReport(const std::string& nonce);

  void feed(std::string_view bytes);

  // The agent has said hello.
  [[nodiscard]] bool agent_up() const { return agent_up_; }
  // The end has come, and with the right count.
  [[nodiscard]] bool complete() const { return complete_; }
  // As the agent gave it in its hello.
  [[nodiscard]] const std::string& kernel_release() const { return kernel_release_; }
  // KTAP lines so far, indentation kept.
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  // Lines that were not ours, or came after the end, or an end with another count.
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
