#include "tests/support/program.hpp"

#include <sys/wait.h>

#include <cstring>

#include "agent/descriptor.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {
namespace {

constexpr int not_started = 127;

[[noreturn]] void become(const char* const* argv, int output) {
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  // execve() takes char* const* for historical reasons and does not modify the strings.
  ::execve(argv[0], const_cast<char* const*>(argv), nullptr);
  ::_exit(not_started);
}

// libmount's message for EBUSY before util-linux 2.40 (get_mnt_strerror() in context_mount.c).
constexpr const char* busy_for_libmount = "mount point busy";

// The name of the lowest errno whose strerror(3) description follows ": " in the output; empty if there is
// none.
std::string told_errno(const std::string& output) {
  constexpr int more_than_there_are = 200;
  if (output.find(busy_for_libmount) != std::string::npos) return "EBUSY";
  for (int error = 1; error < more_than_there_are; ++error) {
    const char* words = strerrordesc_np(error);
    if (words != nullptr && output.find(std::string(": ") + words) != std::string::npos)
      return strerrorname_np(error);
  }
  return {};
}

}  // namespace

ProgramEnd run_to_end(const char* const* argv) {
  if (::access(argv[0], X_OK) != 0) return {.error = errno, .output = argv[0]};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {.error = errno};
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return {.error = errno};
  if (child == 0) become(argv, to.get());
  to.close();
  ProgramEnd end;
  char piece[1024];
  for (ssize_t size; (size = ::read(from.get(), piece, sizeof piece)) > 0;) {
    end.output.append(piece, static_cast<size_t>(size));
  }
  if (::waitpid(child, &end.status, 0) != child) end.error = errno;
  return end;
}

Outcome outcome_of(const ProgramEnd& end) {
  if (end.error != 0) return outcome_of(Result{.error = end.error, .note = end.output});
  if (end.ok()) return {.text = protocol::outcome_passed, .note = end.output};
  std::string text = told_errno(end.output);
  if (!text.empty()) text += ",";
  text += WIFEXITED(end.status) ? "exit-" + std::to_string(WEXITSTATUS(end.status))
                                : "signal-" + std::to_string(WTERMSIG(end.status));
  return {.text = text, .note = end.output};
}

}  // namespace kbisect::guest
