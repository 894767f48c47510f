// Runs a program of the guest image.
#pragma once

#include <string>

#include "agent/result.hpp"

namespace kbisect::guest {

// How a program ended. `error` is the errno if the program is not executable or no child could be made; if
// execve(2) itself fails, the exit code is 127.
struct ProgramEnd {
  int error = 0;
  int status = 0;      // as from waitpid(2)
  std::string output;  // standard output and standard error

  [[nodiscard]] bool ok() const { return error == 0 && status == 0; }
};

// `argv` ends with a null pointer; argv[0] is a path. The environment is empty. Waits for the output to close
// and the program to end.
ProgramEnd run_to_end(const char* const* argv);

// "OK", or the exit code or signal, preceded by the errno that the output names: "EBUSY,exit-32". The note is
// the output.
Outcome outcome_of(const ProgramEnd& end);

}  // namespace kbisect::guest
