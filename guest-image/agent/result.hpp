// What a step of a test came to: success, or an errno, with words where an errno does not say enough.
#pragma once

#include <cerrno>
#include <string>

namespace kbisect::guest {

struct Result {
  int error = 0;  // 0 or an errno
  std::string note;

  [[nodiscard]] bool ok() const { return error == 0; }
};

// From the return value of a system call that sets errno.
inline Result of_call(long returned) {
  return {.error = returned < 0 ? errno : 0};
}

// "EBUSY (Device or resource busy)"
std::string describe(int error);

}  // namespace kbisect::guest
