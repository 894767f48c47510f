#include "tools/sandbox.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <sstream>

#include "base/environment.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "model/kernel/build_log.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr const char* bwrap = "bwrap";

// The shell script that bwrap starts; it runs the command in its arguments. When it ends, bwrap ends and
// everything in the sandbox is killed. After SIGTERM it therefore waits until only bwrap and itself are left:
// a make further down may still be deleting its unfinished target.
// A missing program is reported as bwrap would report it, so that it does not count as a failure of the
// command.
constexpr const char* keeper = R"(command -v "$1" > /dev/null || { echo "bwrap: no $1 in it" >&2; exit 1; }
trap stopping=yes TERM
"$@"
status=$?
set -- /proc/[0-9]*
while [ "$stopping" ] && [ $# -gt 2 ]; do
  sleep 0.05
  set -- /proc/[0-9]*
done
exit $status
)";

// The system's programs and what they need. Nothing else of /etc, which contains keys and the names of
// people.
constexpr std::array system_places{"/usr",
                                   "/bin",
                                   "/sbin",
                                   "/lib",
                                   "/lib32",
                                   "/lib64",
                                   "/libx32",
                                   "/etc/alternatives",
                                   "/etc/ld.so.cache",
                                   "/etc/ld.so.conf",
                                   "/etc/ld.so.conf.d",
                                   "/etc/ssl/openssl.cnf"};

// True for `folder` itself, too.
bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  return !way.empty() && *way.begin() != "..";
}

bool is_of_the_system(const fs::path& path) {
  return std::any_of(system_places.begin(), system_places.end(),
                     [&](const char* place) { return is_below(path, place); });
}

// Directories of PATH elsewhere, such as /opt/gcc-13/bin. None is shown that is in a home directory or
// contains one.
std::vector<fs::path> other_program_folders(const std::string& path) {
  const std::array<fs::path, 3> homes{"/home", "/root", environment_value("HOME")};
  std::vector<fs::path> folders;
  std::istringstream parts(path);
  for (std::string part; std::getline(parts, part, ':');) {
    const fs::path folder = fs::path(part).lexically_normal();
    const bool is_home = std::any_of(homes.begin(), homes.end(), [&](const fs::path& home) {
      return is_below(folder, home) || is_below(home, folder);
    });
    if (folder.is_absolute() && !is_home && !is_of_the_system(folder) && fs::is_directory(folder))
      folders.push_back(folder);
  }
  return folders;
}

void add(std::vector<std::string>& arguments, std::initializer_list<std::string> more) {
  arguments.insert(arguments.end(), more);
}

// All threads of the user, which RLIMIT_NPROC counts, not only those of the build (getrlimit(2)).
int threads_of_user() {
  int threads = 0;
  std::error_code ignored;
  for (auto entry = fs::directory_iterator("/proc", ignored); entry != fs::directory_iterator();
       entry.increment(ignored)) {
    struct stat status {};
    if (::stat(entry->path().c_str(), &status) != 0 || status.st_uid != ::getuid()) continue;
    for (auto task = fs::directory_iterator(entry->path() / "task", ignored);
         task != fs::directory_iterator(); task.increment(ignored))
      threads += 1;
  }
  return threads;
}

// Used without control groups: limits each process by itself, and the number of processes of an ordinary
// user.
std::vector<std::string> under_rlimits(const ResourceLimits& limits) {
  return {"prlimit", fmt::format("--as={}", limits.memory_mib << 20),
          fmt::format("--nproc={}", limits.processes + threads_of_user())};
}

// bwrap(1) ends with the exit code of the command, or 128 + signal. A code beyond all signals is the
// command's own.
Ending ending_inside(const Ending& ending) {
  constexpr int killed = 128;
  const auto* exited = std::get_if<Exited>(&ending);
  if (exited == nullptr || exited->code <= killed || exited->code > killed + SIGRTMAX) return ending;
  return Killed{exited->code - killed};
}

// bwrap reports its own errors before it starts the command, so they are the first output.
void require_started(const Finished& finished, std::string_view begin) {
  const auto* exited = std::get_if<Exited>(&finished.ending);
  if (exited == nullptr || exited->code != 1 || !begin.starts_with("bwrap: ")) return;
  throw InfrastructureError(fmt::format("the sandbox does not work: {}", first_line(begin)));
}

}  // namespace

std::string Sandbox::text() const {
  const bool by_user = group_version == 0;
  const std::string kept =
      by_user ? (::geteuid() == 0
                     ? "rlimits, each process by itself; a limit on their number does not hold for root"
                     : "rlimits, each process by itself")
              : fmt::format("cgroup v{}", group_version);
  return fmt::format("{}, at most {} MiB and {} processes ({})", program, limits.memory_mib, limits.processes,
                     kept);
}

std::vector<std::string> bwrap_arguments(const Enclosure& enclosure, const ResourceLimits& limits,
                                         const std::string& path) {
  std::vector<std::string> arguments{"--unshare-all", "--unshare-user", "--disable-userns",
                                     "--die-with-parent",
                                     // Keeps the command away from our terminal (ioctl_tty(2), TIOCSTI).
                                     "--new-session", "--cap-drop", "ALL"};
  for (const char* place : system_places) add(arguments, {"--ro-bind-try", place, place});
  // If we are root, the sandbox's user owns the files in /proc/sys; only a read-only mount protects them.
  add(arguments, {"--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--remount-ro", "/dev"});
  // Its content counts towards the memory limit, which is reached before the tmpfs is full, so that no
  // program sees a full disk in it.
  add(arguments, {"--size", std::to_string(limits.memory_mib << 20), "--tmpfs", "/tmp"});
  for (const fs::path& folder : other_program_folders(path)) add(arguments, {"--ro-bind", folder, folder});
  add(arguments, {"--ro-bind", enclosure.source, enclosure.source});
  add(arguments, {"--bind", enclosure.build, enclosure.build});
  if (!enclosure.ccache.empty()) add(arguments, {"--bind", enclosure.ccache, enclosure.ccache});
  add(arguments, {"--remount-ro", "/", "--chdir", enclosure.directory, "--"});
  return arguments;
}

Expected<Sandbox> probe_sandbox(const ResourceLimits& limits, const std::vector<std::string>& programs) {
  if (!find_program(bwrap)) return fail("bubblewrap is not installed");
  Sandbox sandbox{.limits = limits, .program = first_line(run_or_throw({.argv = {bwrap, "--version"}}))};
  if (const auto group = LimitGroup::create(limits)) sandbox.group_version = group->version();
  const TemporaryDirectory folder;
  const Enclosure enclosure{.source = folder.path() / "source",
                            .build = folder.path() / "source/build",
                            .ccache = folder.path() / "ccache",
                            .directory = folder.path() / "source"};
  make_directories(enclosure.build);
  make_directories(enclosure.ccache);
  Command which{.argv = {"which"}};
  which.argv.insert(which.argv.end(), programs.begin(), programs.end());
  try {
    const Finished finished = run_in_sandbox(sandbox, enclosure, which).finished;
    std::istringstream found(finished.out);
    for (const std::string& program : programs) {
      std::string inside;
      std::getline(found, inside);
      const auto outside = find_program(program);
      if (outside && fs::path(inside).lexically_normal() == outside->lexically_normal()) continue;
      return fail(fmt::format("{} is not the same in it ({})", program,
                              inside.empty() ? "not found: " + describe(finished.ending) : inside));
    }
    return sandbox;
  } catch (const InfrastructureError& error) {
    return fail(error.what());
  }
}

SandboxFinished run_in_sandbox(const Sandbox& sandbox, const Enclosure& enclosure, const Command& command) {
  std::optional<LimitGroup> group;
  Command inside = command;
  inside.argv = sandbox.group_version == 0 ? under_rlimits(sandbox.limits) : std::vector<std::string>();
  if (sandbox.group_version != 0) {
    group.emplace(or_infrastructure_error(LimitGroup::create(sandbox.limits)));
    inside.control_groups = group->entrances();
  }
  const std::string path = environment_value("PATH");
  inside.argv.emplace_back(bwrap);
  for (std::string& argument : bwrap_arguments(enclosure, sandbox.limits, path))
    inside.argv.push_back(std::move(argument));
  add(inside.argv, {"sh", "-c", keeper, "sh"});
  inside.argv.insert(inside.argv.end(), command.argv.begin(), command.argv.end());
  inside.directory.clear();
  // Not by bwrap's --clearenv, which leaves bwrap's own environment as it was: bwrap is the first process in
  // the sandbox, and /proc shows there what it was started with.
  inside.bare = true;
  inside.environment.insert(inside.environment.end(), {{"PATH", path}, {"HOME", "/tmp"}});
  inside.launches = true;
  std::string begin;
  if (command.on_output) {
    inside.on_output = [&](std::string_view piece) {
      constexpr size_t enough = 4096;
      if (begin.size() < enough) begin += piece;
      command.on_output(piece);
    };
  }
  SandboxFinished result{.finished = run(inside)};
  require_started(result.finished, command.on_output ? begin : result.finished.err);
  result.finished.ending = ending_inside(result.finished.ending);
  if (group) result.limit = group->reached();
  return result;
}

}  // namespace kbisect
