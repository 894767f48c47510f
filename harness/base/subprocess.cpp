#include "base/subprocess.hpp"

#include <fcntl.h>
#include <fmt/ranges.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/posix.hpp>
#include <csignal>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/log.hpp"
#include "base/process_group.hpp"

namespace kbisect {
namespace {

namespace bp = boost::process;
namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds tick_length{100};
constexpr milliseconds term_grace{5000};
// How long a grandchild that escaped the group may keep our pipes open after the child has ended.
constexpr milliseconds drain_grace{1000};

// The environment for the child as execve(2) takes it. Boost's own environment class is not used because it
// compares names past the end of shorter entries.
class EnvironmentBlock {
 public:
  explicit EnvironmentBlock(const Command& command) {
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
      if (!command.bare && !is_changed(command, *entry)) entries_.emplace_back(*entry);
    }
    for (const auto& [name, value] : command.environment)
      entries_.push_back(fmt::format("{}={}", name, value));
    for (std::string& entry : entries_) pointers_.push_back(entry.data());
    pointers_.push_back(nullptr);
  }
  char** data() { return pointers_.data(); }

 private:
  static bool is_changed(const Command& command, std::string_view entry) {
    const std::string_view name = entry.substr(0, entry.find('='));
    const auto is_set = [name](const auto& variable) { return variable.first == name; };
    return std::find(command.unset.begin(), command.unset.end(), name) != command.unset.end() ||
           std::any_of(command.environment.begin(), command.environment.end(), is_set);
  }

  std::vector<std::string> entries_;
  std::vector<char*> pointers_;
};

boost::filesystem::path program_of(const Command& command) {
  const auto found = find_program(command.argv.at(0));
  if (!found) {
    throw InfrastructureError(
        fmt::format("{}: no such program; `kbisect doctor` says how to install it", command.argv.at(0)));
  }
  return {found->string()};
}

std::vector<std::string> arguments_of(const Command& command) {
  return {command.argv.begin() + 1, command.argv.end()};
}

std::string directory_of(const Command& command) {
  return command.directory.empty() ? "." : command.directory.string();
}

// Runs in the child between vfork and exec, so it makes only async-signal-safe calls and changes no memory,
// which is still the parent's. `parent` is the process that forked: with vfork(2), because fork(2) copies
// page tables, which took a quarter of a search's time with the sanitizers.
void prepare_child(const Command& command, pid_t parent) {
  for (const auto& group : command.control_groups) {
    const int procs = ::open(group.c_str(), O_WRONLY | O_CLOEXEC);
    // Better not to start at all than without limits. Callers take SIGKILL for trouble of the machine, not
    // for an ending of the program.
    if (procs < 0 || ::write(procs, "0", 1) != 1) ::raise(SIGKILL);
    ::close(procs);
  }
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // If the parent ended before the prctl(), the signal will never come.
  if (::getppid() != parent) ::raise(SIGKILL);
  // The child must not inherit descriptors that we or our caller have open: one of a directory leads out of
  // any sandbox.
  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  struct sigaction fallback {};
  fallback.sa_handler = SIG_DFL;
  sigaction(SIGPIPE, &fallback, nullptr);
}

Ending ending_from_wait_status(int status) {
  if (WIFSIGNALED(status)) return Killed{WTERMSIG(status)};
  return Exited{WEXITSTATUS(status)};
}

// Runs one child on a loop: reads its pipes, watches its deadline, and stops it with SIGTERM, then SIGKILL.
class Supervisor {
 public:
  Supervisor(const Command& command, asio::io_context& loop)
      : command_(command), loop_(loop), out_(loop), err_(loop), timer_(loop) {}
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  // A callback of the caller may have thrown while the child was running.
  ~Supervisor() {
    if (!wait_status_ || is_stopping()) signal_group(group_, SIGKILL);
  }

  Finished run() {
    start();
    loop_.restart();
    // Waits for the child's end and not for the loop to run out of work: the caller's handlers may outlive
    // the child.
    while (!done()) loop_.run_one();
    timer_.cancel();
    signal_group(group_, SIGKILL);
    close(out_);
    close(err_);
    loop_.restart();
    loop_.poll();
    if (interrupt::requested()) throw Interrupted(killed_);
    result_.elapsed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - started_);
    result_.ending = timed_out_ ? Ending(TimedOut{killed_}) : ending_from_wait_status(*wait_status_);
    log::debug(fmt::format("{}: {} after {} ms", fmt::join(command_.argv, " "), describe(result_.ending),
                           result_.elapsed.count()));
    return std::move(result_);
  }

 private:
  struct Stream {
    explicit Stream(asio::io_context& loop) : pipe(loop) {}
    bp::async_pipe pipe;
    std::array<char, 65536> buffer{};
    bool open = true;
  };

  void start() {
    interrupt::check();
    EnvironmentBlock environment(command_);
    try {
      child_ = bp::child(
          bp::posix::use_vfork, bp::exe = program_of(command_), bp::args = arguments_of(command_),
          bp::start_dir = directory_of(command_), bp::std_in<bp::null, bp::std_out> out_.pipe,
          bp::std_err > err_.pipe, group_handle_, loop_,
          bp::on_exit = [this](int, const std::error_code&) { on_exit(); },
          bp::extend::on_setup = [&](auto& executor) { executor.env = environment.data(); },
          bp::extend::on_exec_setup = [&, self = ::getpid()](auto&) { prepare_child(command_, self); });
    } catch (const bp::process_error& error) {
      throw InfrastructureError(fmt::format("cannot start {}: {}", command_.argv[0], error.what()));
    }
    group_ = child_.id();
    read(out_, result_.out);
    read(err_, result_.err);
    tick();
  }

  void on_exit() {
    wait_status_ = child_.native_exit_code();
    last_seen_ = steady_clock::now();
    // Kill what the child left behind, which would hold our pipes open, unless the group has been told to
    // stop: then it may still be cleaning up.
    if (!stopping_since_) signal_group(group_, SIGKILL);
  }

  // True while the child or a member of its group still has time to react to SIGTERM. A make below a shell
  // may still be deleting its unfinished target when its parents are gone.
  bool is_stopping() const { return stopping_since_ && !killed_ && (!wait_status_ || is_alive(group_)); }

  void read(Stream& stream, std::string& captured) {
    stream.pipe.async_read_some(
        asio::buffer(stream.buffer),
        [this, &stream, &captured](const boost::system::error_code& error, size_t count) {
          const std::string_view piece(stream.buffer.data(), count);
          if (command_.on_output) {
            command_.on_output(piece);
          } else {
            captured += piece;
          }
          if (error) {
            stream.open = false;
          } else {
            read(stream, captured);
          }
        });
  }

  void tick() {
    timer_.expires_after(tick_length);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      const auto now = steady_clock::now();
      if (command_.on_tick) command_.on_tick();
      const bool late = command_.deadline && now - started_ > *command_.deadline;
      if (!wait_status_ && !stopping_since_ && (late || interrupt::requested())) {
        timed_out_ = late;
        stopping_since_ = now;
        signal_group(command_.launches ? launched_group(group_) : group_, SIGTERM);
      }
      if (is_stopping() && now - *stopping_since_ > term_grace) {
        killed_ = true;
        signal_group(group_, SIGKILL);
      }
      tick();
    });
  }

  bool done() {
    if (!wait_status_) return false;
    if (is_stopping()) {
      last_seen_ = steady_clock::now();
      return false;
    }
    return (!out_.open && !err_.open) || steady_clock::now() - last_seen_ > drain_grace;
  }

  static void close(Stream& stream) {
    boost::system::error_code ignored;
    if (stream.open) stream.pipe.close(ignored);
  }

  const Command& command_;
  asio::io_context& loop_;
  Stream out_;
  Stream err_;
  asio::steady_timer timer_;
  bp::group group_handle_;
  bp::child child_;
  pid_t group_ = 0;
  Finished result_;
  std::optional<int> wait_status_;
  bool timed_out_ = false;
  bool killed_ = false;
  steady_clock::time_point started_ = steady_clock::now();
  steady_clock::time_point last_seen_;  // when the child, or a group member told to stop, last ran
  std::optional<steady_clock::time_point> stopping_since_;
};

}  // namespace

bool Finished::ok() const {
  const auto* exited = std::get_if<Exited>(&ending);
  return exited != nullptr && exited->code == 0;
}

int Finished::shell_status() const {
  if (const auto* exited = std::get_if<Exited>(&ending)) return exited->code;
  if (const auto* killed = std::get_if<Killed>(&ending)) return 128 + killed->signal;
  return 128 + SIGKILL;
}

std::string describe(const Ending& ending) {
  if (const auto* exited = std::get_if<Exited>(&ending)) return fmt::format("exit code {}", exited->code);
  if (const auto* killed = std::get_if<Killed>(&ending))
    return fmt::format("killed by signal {}", killed->signal);
  return "ran past its deadline";
}

Finished run(const Command& command) {
  asio::io_context loop;
  return run(command, loop);
}

Finished run(const Command& command, asio::io_context& loop) {
  return Supervisor(command, loop).run();
}

std::string run_or_throw(const Command& command) {
  Finished finished = run(command);
  if (!finished.ok()) {
    throw InfrastructureError(fmt::format("`{}` failed ({}): {}", fmt::join(command.argv, " "),
                                          describe(finished.ending),
                                          finished.err.empty() ? finished.out : finished.err));
  }
  return std::move(finished.out);
}

std::optional<std::filesystem::path> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (std::filesystem::exists(name)) return std::filesystem::path(name);
    return std::nullopt;
  }
  const auto found = bp::search_path(name);
  if (found.empty()) return std::nullopt;
  return std::filesystem::path(found.string());
}

struct FedProcess::State {
  std::string name;
  bp::opstream input;
  bp::ipstream err;
  bp::group group;
  bp::child child;
  bool reaped = false;  // the pid may belong to another process by now
};

FedProcess::FedProcess(const Command& command) : state_(std::make_unique<State>()) {
  state_->name = command.argv.at(0);
  EnvironmentBlock environment(command);
  try {
    state_->child = bp::child(
        bp::posix::use_vfork, bp::exe = program_of(command), bp::args = arguments_of(command),
        bp::start_dir = directory_of(command), bp::std_in<state_->input, bp::std_out> bp::null,
        bp::std_err > state_->err, state_->group,
        bp::extend::on_setup = [&](auto& executor) { executor.env = environment.data(); },
        bp::extend::on_exec_setup = [&, self = ::getpid()](auto&) { prepare_child(command, self); });
  } catch (const bp::process_error& error) {
    throw InfrastructureError(fmt::format("cannot start {}: {}", state_->name, error.what()));
  }
}

FedProcess::~FedProcess() {
  // If the pipe were open, the stream's destructor would try to flush what the child did not read, and throw.
  state_->input.pipe().close();
  if (state_->reaped) return;
  signal_group(state_->child.id(), SIGKILL);
  std::error_code ignored;
  state_->child.wait(ignored);
}

void FedProcess::write(std::string_view bytes) {
  interrupt::check();
  if (!state_->input.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) finish();
}

void FedProcess::finish() {
  state_->input.flush();
  state_->input.pipe().close();
  const std::string complaint(std::istreambuf_iterator<char>(state_->err), {});
  std::error_code error;
  state_->child.wait(error);
  state_->reaped = true;
  const Ending ending = ending_from_wait_status(state_->child.native_exit_code());
  const auto* exited = std::get_if<Exited>(&ending);
  if (error || exited == nullptr || exited->code != 0) {
    throw InfrastructureError(fmt::format("{} failed ({}): {}", state_->name, describe(ending), complaint));
  }
}

}  // namespace kbisect
