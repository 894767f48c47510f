// Runs a program of the guest image.
#pragma once

#include "agent/result.hpp"

namespace kbisect::guest {

// `argv` ends with a null pointer; argv[0] is a path. A program that cannot be started gives the errno of
// execve(2); one that fails gives EIO and what it had to say as the note.
Result run_program(const char* const* argv);

}  // namespace kbisect::guest
