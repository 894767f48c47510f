// The result of a test step: success or an errno, with a note if the errno says too little. A step that only
// observes has an Outcome instead.
#pragma once

#include <cerrno>
#include <string>

namespace kbisect::guest {

struct Result {
  int error = 0;  // 0 or an errno
  std::string note;

  [[nodiscard]] bool ok() const { return error == 0; }
};

// From the return value of a system call that returns a negative value and sets errno on failure.
inline Result of_call(long returned) {
  return {.error = returned < 0 ? errno : 0};
}

// "EBUSY (Device or resource busy)"
std::string describe(int error);

struct Outcome {
  std::string text;  // has no spaces: "OK", "EBUSY"; of a program also "exit-32", "EBUSY,exit-32"
  std::string note;
};
Outcome outcome_of(const Result& result);

}  // namespace kbisect::guest
