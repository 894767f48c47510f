#include "tests/support/program.hpp"

#include <sys/wait.h>

#include "agent/descriptor.hpp"

namespace kbisect::guest {
namespace {

constexpr int not_started = 127;

[[noreturn]] void become(const char* const* argv, int output) {
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  // execve() takes char* const* for history's sake; it changes nothing.
  ::execve(argv[0], const_cast<char* const*>(argv), nullptr);
  ::_exit(not_started);
}

}  // namespace

Result run_program(const char* const* argv) {
  if (::access(argv[0], X_OK) != 0) return {.error = errno, .note = argv[0]};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return of_call(-1);
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return of_call(child);
  if (child == 0) become(argv, to.get());
  to.close();
  std::string output;
  char piece[1024];
  for (ssize_t size; (size = ::read(from.get(), piece, sizeof piece)) > 0;) {
    output.append(piece, static_cast<size_t>(size));
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child) return of_call(-1);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return {.error = EIO,
          .note = std::string(argv[0]) + " failed, wait status " + std::to_string(status) + "\n" + output};
}

}  // namespace kbisect::guest
