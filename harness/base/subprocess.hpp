// The only place that starts a process. argv vectors, never shell strings; each child leads a process group
// of its own, which is ended whole: TERM, then KILL five seconds later. A child also gets TERM when we die
// (prctl(2), PR_SET_PDEATHSIG).
#pragma once

#include <boost/asio/io_context.hpp>
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

namespace kbisect {

struct Command {
  // argv[0] is looked up in PATH unless it holds a slash.
  std::vector<std::string> argv;
  // Empty: where we are.
  std::filesystem::path directory;
  // Added to our own environment, replacing what is there.
  std::vector<std::pair<std::string, std::string>> environment;
  // Names taken out of it.
  std::vector<std::string> unset;
  // Nothing of our own environment at all.
  bool bare = false;
  // The cgroup.procs files of control groups (cgroups(7)) that the child is put into before it is started.
  std::vector<std::filesystem::path> control_groups;
  // The child only launches another program, which leads a process group of its own (bwrap --new-session):
  // that is the group that gets TERM. The launcher would die of it, and take what it launched along unwarned.
  bool launches = false;
  // Called with each piece of stdout and stderr, as it comes. Without it both are captured in Finished.
  std::function<void(std::string_view)> on_output;
  // Called about ten times a second while the child runs, or others of its group that were told to stop.
  std::function<void()> on_tick;
  std::optional<std::chrono::milliseconds> deadline;
};

struct Exited {
  int code;
};
struct Killed {
  int signal;
};
struct TimedOut {
  bool killed = false;  // TERM was not enough: the group had no chance to clean up behind itself
};
using Ending = std::variant<Exited, Killed, TimedOut>;

struct Finished {
  Ending ending;
  std::string out;
  std::string err;
  std::chrono::milliseconds elapsed{};

  bool ok() const;
  // The exit code, or 128 + signal as a shell would say it.
  int shell_status() const;
};

// "exit code 2", "killed by signal 9", "ran past its deadline".
std::string describe(const Ending& ending);

// Runs to the end. Throws InfrastructureError when the program cannot be started, Interrupted after the group
// is gone when the user asked us to stop.
Finished run(const Command& command);

// The same, on a loop that already carries the caller's own handlers (sockets that the child talks to).
Finished run(const Command& command, boost::asio::io_context& loop);

// Runs and returns stdout; anything but exit code 0 throws InfrastructureError with the command and its
// stderr.
std::string run_or_throw(const Command& command);

// Whether argv[0] would be found, and where.
std::optional<std::filesystem::path> find_program(const std::string& name);

// A child that is fed through its standard input, for data too large to hold.
class FedProcess {
 public:
  explicit FedProcess(const Command& command);
  ~FedProcess();
  FedProcess(const FedProcess&) = delete;
  FedProcess& operator=(const FedProcess&) = delete;

  // Throws InfrastructureError when the child no longer reads, Interrupted when the user asked us to stop.
  void write(std::string_view bytes);
  // Closes the pipe and waits; anything but exit code 0 throws InfrastructureError.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kbisect
