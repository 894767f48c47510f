// Runs a program of the guest image.
#pragma once

#include <string>

#include "agent/result.hpp"

namespace kbisect::guest {

// What a program came to. Not started: `error` is the errno of execve(2).
struct ProgramEnd {
  int error = 0;
  int status = 0;      // as of waitpid(2)
  std::string output;  // its standard output and error

  [[nodiscard]] bool ok() const { return error == 0 && status == 0; }
};

// `argv` ends with a null pointer; argv[0] is a path.
ProgramEnd run_to_end(const char* const* argv);

// "OK", or its exit code and, where its own words tell it, the errno: "EBUSY,exit-32". What it said is the
// note.
Outcome outcome_of(const ProgramEnd& end);

}  // namespace kbisect::guest
