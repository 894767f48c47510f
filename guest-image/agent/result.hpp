// What a step of a test came to: success, or an errno, with words where an errno does not say enough; or,
// where the test only looks, whatever it was.
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

struct Outcome {
  std::string text;  // without a blank: "OK", "EBUSY"; of a program also "exit-32", "EBUSY,exit-32"
  std::string note;
};
Outcome outcome_of(const Result& result);

}  // namespace kbisect::guest
