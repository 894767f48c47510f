#include "agent/own_test.hpp"

#include <poll.h>
#include <sys/wait.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "agent/descriptor.hpp"
#include "agent/ktap_writer.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {
namespace {

constexpr size_t longest_line = 4096;
constexpr size_t most_output = 256UL << 10;
// How often to check whether the program has ended: other processes may still hold its output open.
constexpr int patience_ms = 100;
// Once the program has ended, at most one full pipe (pipe(7)) of what is still to be read can be its own.
constexpr size_t pipe_size = 64UL << 10;

// KSFT_SKIP (Linux: tools/testing/selftests/kselftest.h) and the skip code of git-bisect(1).
constexpr std::array skip_codes{4, 125};

// The argv for `path`. Splits "#!/bin/sh -e" the way execve(2) does, since a kernel without
// CONFIG_BINFMT_SCRIPT cannot.
std::vector<std::string> arguments_for(const char* path) {
  const std::string text = read_start(path);
  const std::string line = text.substr(0, text.find('\n'));
  std::vector<std::string> arguments;
  if (line.starts_with("#!")) {
    const size_t start = line.find_first_not_of(" \t", 2);
    const size_t end = line.find_first_of(" \t", start);
    arguments.push_back(line.substr(start, end - start));
    const size_t option = line.find_first_not_of(" \t", end);
    if (option < line.size())
      arguments.push_back(line.substr(option, line.find_last_not_of(" \t") + 1 - option));
  }
  arguments.emplace_back(path);
  return arguments;
}

[[noreturn]] void become_program(int output, int trouble) {
  const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ::dup2(nothing.get(), STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  std::vector<std::string> arguments = arguments_for(protocol::own_test_path);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::string libraries = std::string("LD_LIBRARY_PATH=") + protocol::own_libraries;
  char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  char home[] = "HOME=/tmp";
  char* environment[] = {path, home, libraries.data(), nullptr};
  if (::chdir("/tmp") == 0) ::execve(argv[0], argv.data(), environment);
  const int error = errno;
  write_all(trouble, arguments[0] + " cannot be started: " + describe(error));
  ::_exit(1);
}

// Splits the program's output into lines and forwards them: as KTAP from the version line on, before that as
// diagnostics.
class Output {
 public:
  explicit Output(KtapWriter& writer) : writer_(writer) {}

  void take(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        end_line();
      } else if (line_.size() < longest_line) {
        line_ += c;
      }
    }
    writer_.flush();
  }

  void end() {
    if (!line_.empty()) end_line();
    if (is_ktap_) writer_.end_subtest();
    if (taken_ > most_output) writer_.diagnostic("the rest of the output is left out");
  }

 private:
  void end_line() {
    taken_ += line_.size() + 1;
    if (taken_ <= most_output) pass_on();
    line_.clear();
  }

  void pass_on() {
    if (!is_ktap_ && (line_.starts_with("KTAP version ") || line_.starts_with("TAP version "))) {
      is_ktap_ = true;
      writer_.begin_subtest(protocol::own_case);
    } else if (is_ktap_) {
      writer_.relayed(line_);
    } else {
      writer_.diagnostic(protocol::output_prefix + line_);
    }
  }

  KtapWriter& writer_;
  std::string line_;
  size_t taken_ = 0;
  bool is_ktap_ = false;
};

// Reads until the output is closed, or until the program has ended and nothing more is pending. Returns the
// wait status.
int listen(pid_t program, int from, Output& output) {
  int status = 0;
  bool ended = false;
  size_t size_after_end = 0;
  char piece[4096];
  while (size_after_end < pipe_size) {
    pollfd readable{.fd = from, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&readable, 1, ended ? 0 : patience_ms);
    if (ready > 0) {
      const ssize_t size = ::read(from, piece, sizeof piece);
      if (size == 0) break;
      if (size > 0) output.take({piece, static_cast<size_t>(size)});
      if (ended) size_after_end += sizeof piece;
    } else if (ended) {
      break;
    }
    if (!ended) ended = ::waitpid(program, &status, WNOHANG) == program;
  }
  if (!ended) ::waitpid(program, &status, 0);
  return status;
}

std::string read_all(int from) {
  std::string text;
  char piece[256];
  for (ssize_t size; (size = ::read(from, piece, sizeof piece)) > 0;)
    text.append(piece, static_cast<size_t>(size));
  return text;
}

void write_result(KtapWriter& writer, int status) {
  if (WIFSIGNALED(status)) {
    const char* words = sigdescr_np(WTERMSIG(status));
    writer.diagnostic(protocol::signal_prefix + std::to_string(WTERMSIG(status)) + " (" +
                      (words != nullptr ? words : "unknown") + ")");
  } else {
    writer.diagnostic(protocol::exit_prefix + std::to_string(WEXITSTATUS(status)));
  }
  writer.diagnostic(std::string(protocol::role_prefix) + protocol::role_own);
  for (const int code : skip_codes) {
    if (!WIFEXITED(status) || WEXITSTATUS(status) != code) continue;
    writer.skipped(1, protocol::own_case, "exit code " + std::to_string(code));
    return;
  }
  writer.result(status == 0, 1, protocol::own_case);
}

}  // namespace

void run_own_test(int descriptor) {
  KtapWriter writer(descriptor);
  writer.version();
  writer.plan(1);
  writer.flush();
  int output_ends[2];
  int trouble_ends[2];
  if (::pipe2(output_ends, O_CLOEXEC) != 0 || ::pipe2(trouble_ends, O_CLOEXEC) != 0) {
    writer.bail_out("no pipe: " + describe(errno));
    writer.flush();
    return;
  }
  const Descriptor from(output_ends[0]);
  Descriptor to(output_ends[1]);
  const Descriptor trouble_from(trouble_ends[0]);
  Descriptor trouble_to(trouble_ends[1]);
  const pid_t program = ::fork();
  if (program == 0) become_program(to.get(), trouble_to.get());
  to.close();
  trouble_to.close();
  const std::string trouble = program < 0 ? "no child: " + describe(errno) : read_all(trouble_from.get());
  if (!trouble.empty()) {
    writer.bail_out(trouble);
  } else {
    Output output(writer);
    const int status = listen(program, from.get(), output);
    output.end();
    write_result(writer, status);
  }
  writer.flush();
}

}  // namespace kbisect::guest
