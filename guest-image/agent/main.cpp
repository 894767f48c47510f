// PID 1 of the guest: sets up the file systems for one test, runs it in a child, reports to the host and
// restarts the machine.
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "agent/descriptor.hpp"
#include "agent/kernel_log.hpp"
#include "agent/own_test.hpp"
#include "agent/results_port.hpp"
#include "agent/test.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {
namespace {

struct FileSystem {
  const char* type;
  const char* place;
};
constexpr FileSystem file_systems[] = {
    {"devtmpfs", "/dev"}, {"proc", "/proc"}, {"sysfs", "/sys"}, {"tmpfs", "/tmp"}};

void mount_file_systems() {
  for (const FileSystem& one : file_systems) {
    ::mkdir(one.place, 0755);
    const Result result = of_call(::mount(one.type, one.place, one.type, 0, nullptr));
    // EBUSY: the kernel has mounted it already.
    if (!result.ok() && result.error != EBUSY) {
      log_line(std::string("cannot mount ") + one.type + ": " + describe(result.error));
    }
  }
}

// The value of the first "name=value" on the kernel's command line; `name` includes the '='. Empty if absent.
std::string parameter(const std::string& line, std::string_view name) {
  for (size_t at = line.find(name); at != std::string::npos; at = line.find(name, at + 1)) {
    if (at != 0 && line[at - 1] != ' ') continue;
    const size_t start = at + name.size();
    return line.substr(start, line.find_first_of(" \n", start) - start);
  }
  return {};
}

// Forwards the child's output as it arrives, in whole lines; an unfinished last line is sent at the end.
void relay(int from, ResultsPort& port) {
  std::string pending;
  char piece[4096];
  while (true) {
    const ssize_t size = ::read(from, piece, sizeof piece);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    pending.append(piece, static_cast<size_t>(size));
    const size_t whole = pending.rfind('\n') + 1;
    port.ktap(std::string_view(pending).substr(0, whole));
    pending.erase(0, whole);
  }
  port.ktap(pending);
}

// What is wrong with a child's wait status, in words; empty if it exited with 0.
std::string complaint(int status) {
  if (WIFSIGNALED(status)) {
    const char* words = sigdescr_np(WTERMSIG(status));
    return "the test was killed by signal " + std::to_string(WTERMSIG(status)) +
           (words != nullptr ? std::string(" (") + words + ")" : "");
  }
  if (WEXITSTATUS(status) != 0) return "the test ended with exit code " + std::to_string(WEXITSTATUS(status));
  return {};
}

// Uses a child so that PID 1 survives a crash of the test. Returns what went wrong, or an empty string.
template <class Run>
std::string run_in_child(Run run, ResultsPort& port) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "no pipe: " + describe(errno);
  Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return "no child: " + describe(errno);
  if (child == 0) {
    run(to.get());
    ::_exit(0);
  }
  to.close();
  relay(from.get(), port);
  int status = 0;
  if (::waitpid(child, &status, 0) != child) return "the test is lost: " + describe(errno);
  return complaint(status);
}

// Why the test could not be run or did not end properly; empty if all went well.
std::string run_test(const std::string& name, ResultsPort& port) {
  if (name == protocol::own_test) return run_in_child(run_own_test, port);
  const Test* test = Test::find(name);
  if (test == nullptr) return "no test named '" + name + "'; there are: " + Test::names();
  return run_in_child([test](int descriptor) { test->run(descriptor); }, port);
}

void serve() {
  mount_file_systems();
  const std::string line = read_start("/proc/cmdline");
  const std::string nonce = parameter(line, protocol::nonce_parameter);
  const std::string name = parameter(line, protocol::test_parameter);
  if (nonce.empty()) {
    log_line(std::string("no ") + protocol::nonce_parameter + " on the kernel's command line");
    return;
  }
  ResultsPort port(nonce);
  if (!port.open()) return;
  port.hello();
  if (name == protocol::no_test) {
    port.end();
    return;
  }
  const std::string trouble = run_test(name, port);
  if (!trouble.empty()) port.ktap("Bail out! " + trouble);
  port.end();
}

}  // namespace
}  // namespace kbisect::guest

int main(int argc, char** argv) {
  using namespace kbisect::guest;
  // On the host the agent only lists its tests.
  if (argc == 2 && std::strcmp(argv[1], kbisect::protocol::list_option) == 0) {
    write_all(STDOUT_FILENO, Test::list());
    return 0;
  }
  if (::getpid() != 1) {
    write_all(STDERR_FILENO, "kbisect-agent runs as PID 1 of a guest, and restarts the machine when done\n");
    return 2;
  }
  serve();
  ::kill(-1, SIGKILL);
  ::sync();
  ::reboot(RB_AUTOBOOT);
  return 1;
}
