// An owning file descriptor, and helpers that read and write whole texts.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string_view>

#include "agent/result.hpp"

namespace kbisect::guest {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  // Closes what was open before. Adds O_CLOEXEC, so that programs the agent starts do not inherit it.
  Result open(const char* path, int flags, int mode = 0) {
    close();
    value_ = ::open(path, flags | O_CLOEXEC, mode);
    return of_call(value_);
  }
  // Takes ownership of the descriptor that a system call returned, or reports its errno.
  Result take(int returned) {
    close();
    value_ = returned;
    return of_call(returned);
  }
  Result close() {
    if (value_ < 0) return {};
    const int returned = ::close(value_);
    value_ = -1;
    return of_call(returned);
  }
  [[nodiscard]] bool is_open() const { return value_ >= 0; }
  [[nodiscard]] int get() const { return value_; }

 private:
  int value_ = -1;
};

// The first 64 KiB of a file (up to 1 KiB more), for instance in /proc; empty if it cannot be opened.
std::string read_start(const char* path);

Result write_all(int descriptor, std::string_view bytes);

}  // namespace kbisect::guest
