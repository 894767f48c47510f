// The only place that starts processes: from argv vectors, never through a shell. Each child leads its own
// process group. To stop it, the whole group gets SIGTERM and, five seconds later, SIGKILL; what is left of
// the group when the child ends by itself is killed. A child also gets SIGTERM when the thread that started
// it ends (prctl(2), PR_SET_PDEATHSIG).
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace kbisect {

struct Command {
  // argv[0] is looked up in PATH unless it contains a slash.
  std::vector<std::string> argv;
  // The child's working directory; empty means ours.
  std::filesystem::path directory;
  // Set in addition to the inherited environment, replacing variables of the same name.
  std::vector<std::pair<std::string, std::string>> environment;
  // Names to remove from the inherited environment; `environment` may set them again.
  std::vector<std::string> unset;
  // Inherit nothing: the child gets only `environment`.
  bool bare = false;
  // The cgroup.procs files of the control groups (cgroups(7)) that the child enters before exec. If it
  // cannot, it is not started and ends as Killed by SIGKILL.
  std::vector<std::filesystem::path> control_groups;
  // The child only launches a program that leads its own process group (bwrap --new-session). SIGTERM then
  // goes to that group: the launcher would die of it and take the program with it, unwarned.
  bool launches = false;
  // Called with each piece of stdout or stderr as it arrives; if unset, both are captured in Finished.
  std::function<void(std::string_view)> on_output;
  // Called about ten times a second while the child, or a group member that was told to stop, runs.
  std::function<void()> on_tick;
  // Counted from the start; then the group is stopped, and the ending is TimedOut.
  std::optional<std::chrono::milliseconds> deadline;
};

struct Exited {
  int code;
};
struct Killed {
  int signal;
};
struct TimedOut {
  bool killed = false;  // SIGTERM was not enough: the group could not clean up after itself
};
using Ending = std::variant<Exited, Killed, TimedOut>;

struct Finished {
  Ending ending;
  std::string out;
  std::string err;
  std::chrono::milliseconds elapsed{};

  bool ok() const;
  // The exit code, or 128 + signal as in a shell; 128 + SIGKILL after a deadline.
  int shell_status() const;
};

// "exit code 2", "killed by signal 9", "ran past its deadline".
std::string describe(const Ending& ending);

// Runs to the end. Throws InfrastructureError when the program cannot be started, and Interrupted, after
// ending the group, on what interrupts (base/interrupt.hpp).
Finished run(const Command& command);

// The same on a loop that carries the caller's own handlers, such as sockets that the child talks to.
Finished run(const Command& command, boost::asio::io_context& loop);

// Runs the command and returns its stdout. Throws InfrastructureError with the command and its stderr unless
// the exit code is 0.
std::string run_or_throw(const Command& command);

// The path of the program that argv[0] names; empty if there is none.
std::optional<std::filesystem::path> find_program(const std::string& name);

// A child that is fed through its standard input, for data too large to hold in memory. Callbacks and
// deadline of the command are ignored. The destructor kills a child that has not been finished.
class FedProcess {
 public:
  explicit FedProcess(const Command& command);
  ~FedProcess();
  FedProcess(const FedProcess&) = delete;
  FedProcess& operator=(const FedProcess&) = delete;

  // Throws InfrastructureError when the child has failed and no longer reads, Interrupted on SIGINT or
  // SIGTERM.
  void write(std::string_view bytes);
  // Closes the pipe and waits. Throws InfrastructureError with the stderr unless the exit code is 0.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kbisect
