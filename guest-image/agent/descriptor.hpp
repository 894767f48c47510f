// A file descriptor that closes itself, and what is read and written whole.
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

  // Closes what was open before; never inherited by a program that is started.
  Result open(const char* path, int flags, int mode = 0) {
    close();
    value_ = ::open(path, flags | O_CLOEXEC, mode);
    return of_call(value_);
  }
  // Takes over what a system call has returned.
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

// Up to 64 KiB of a file, such as the kernel's in /proc; empty where it cannot be read.
std::string read_start(const char* path);

Result write_all(int descriptor, std::string_view bytes);

}  // namespace kbisect::guest
