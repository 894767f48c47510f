#include "tools/limit_group.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "base/files.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view group_prefix = "kbisect-";

// The processes in a group may take a moment to end.
constexpr std::chrono::milliseconds removal_patience{1000};
constexpr std::chrono::milliseconds removal_pause{1};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream{std::string(text)};
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

bool holds(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Our own group in the hierarchy of a controller (version 1), or in that of version 2 if `controller` is
// empty.
std::optional<std::string> own_group(std::string_view own_groups, std::string_view controller) {
  for (const std::string& line : split(own_groups, '\n')) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? controllers.empty() : holds(split(controllers, ','), controller))
      return line.substr(second + 1);
  }
  return std::nullopt;
}

// Where a hierarchy is mounted, and which of its groups is the root of the mount: a container sees only a
// part.
struct Mount {
  std::string root;
  fs::path point;
};

// Parses proc_pid_mountinfo(5): "36 35 98:0 ROOT POINT OPTIONS [FIELD...] - TYPE SOURCE SUPER-OPTIONS".
std::optional<Mount> mount_of(std::string_view mountinfo, std::string_view controller) {
  for (const std::string& line : split(mountinfo, '\n')) {
    const auto fields = split(line, ' ');
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 6 || fields.end() - dash < 4) continue;
    const bool is_it = controller.empty() ? dash[1] == "cgroup2"
                                          : dash[1] == "cgroup" && holds(split(dash[3], ','), controller);
    if (is_it) return Mount{fields[3], fields[4]};
  }
  return std::nullopt;
}

std::optional<fs::path> folder_of_own_group(std::string_view mountinfo, std::string_view own_groups,
                                            std::string_view controller) {
  const auto group = own_group(own_groups, controller);
  const auto mount = mount_of(mountinfo, controller);
  if (!group || !mount) return std::nullopt;
  const fs::path below = fs::path(*group).lexically_relative(mount->root);
  if (below.empty() || *below.begin() == "..") return std::nullopt;
  return below == "." ? mount->point : mount->point / below;
}

// A control file takes its value in one write(2), which fails if the value is refused.
bool set(const fs::path& file, std::string_view value) {
  std::ofstream stream(file);
  stream << value << std::flush;
  return stream.good();
}

// The number after `word` in a file of "word number" lines; the only number in the file if `word` is empty.
std::uint64_t count(const fs::path& file, std::string_view word) {
  const std::string text = read_file(file).value_or("");
  for (const std::string& line : split(text, '\n')) {
    const auto fields = split(line, ' ');
    if (fields.size() == (word.empty() ? 1 : 2) && (word.empty() || fields[0] == word))
      return std::strtoull(fields.back().c_str(), nullptr, 10);
  }
  return 0;
}

// Removes the groups of kbisect processes that no longer exist.
void sweep(const fs::path& folder) {
  std::error_code ignored;
  for (auto entry = fs::directory_iterator(folder, ignored); entry != fs::directory_iterator();
       entry.increment(ignored)) {
    const std::string name = entry->path().filename();
    if (!name.starts_with(group_prefix)) continue;
    const int owner = std::atoi(name.c_str() + group_prefix.size());
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) ::rmdir(entry->path().c_str());
  }
}

bool limits_both(const fs::path& group) {
  const auto controllers = split(read_file(group / "cgroup.controllers").value_or(""), '\n');
  const auto words = controllers.empty() ? controllers : split(controllers[0], ' ');
  return holds(words, "memory") && holds(words, "pids");
}

bool set_limits(const GroupFolders& group, const ResourceLimits& limits) {
  const std::string bytes = std::to_string(limits.memory_mib << 20);
  if (group.version == 2 && !limits_both(group.memory)) {
    if (!set(group.memory.parent_path() / "cgroup.subtree_control", "+memory +pids")) return false;
  }
  return set(group.memory / (group.version == 2 ? "memory.max" : "memory.limit_in_bytes"), bytes) &&
         set(group.pids / "pids.max", std::to_string(limits.processes));
}

std::uint64_t machine_memory_mib() {
  const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
  return (pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))) >> 20;
}

}  // namespace

ResourceLimits build_limits(int jobs) {
  // A job is make, a shell, ccache, the compiler and its subprocesses; the rest is for scripts that start
  // many processes.
  constexpr int processes_a_job = 32;
  constexpr int processes_beside = 1024;
  return {.memory_mib = machine_memory_mib() * 3 / 4, .processes = processes_beside + processes_a_job * jobs};
}

std::vector<GroupFolders> group_folders(std::string_view mountinfo, std::string_view own_groups) {
  const auto memory = folder_of_own_group(mountinfo, own_groups, "memory");
  const auto pids = folder_of_own_group(mountinfo, own_groups, "pids");
  if (memory && pids) return {{1, *memory, *pids}};
  const auto unified = folder_of_own_group(mountinfo, own_groups, "");
  if (!unified) return {};
  std::vector<GroupFolders> result{{2, *unified, *unified}};
  if (mount_of(mountinfo, "")->point != *unified) {
    const fs::path above = unified->parent_path();
    result.push_back({2, above, above});
  }
  return result;
}

Expected<LimitGroup> LimitGroup::create(const ResourceLimits& limits) {
  static std::atomic<int> number = 0;
  const std::string name = fmt::format("{}{}-{}", group_prefix, ::getpid(), ++number);
  std::string why = "this machine has no control groups for memory and processes";
  for (GroupFolders folders : group_folders(read_file("/proc/self/mountinfo").value_or(""),
                                            read_file("/proc/self/cgroup").value_or(""))) {
    for (fs::path* folder : {&folders.memory, &folders.pids}) {
      sweep(*folder);
      *folder /= name;
      if (::mkdir(folder->c_str(), 0755) != 0 && errno != EEXIST)
        why = fmt::format("cannot make the control group {}: {}", folder->string(), std::strerror(errno));
    }
    LimitGroup group(folders, limits);
    if (!fs::exists(folders.memory) || !fs::exists(folders.pids)) continue;
    if (set_limits(folders, limits)) return group;
    why = fmt::format("the control group {} takes no limits", folders.memory.string());
  }
  return fail(why);
}

LimitGroup::LimitGroup(LimitGroup&& other) noexcept
    : folders_(std::exchange(other.folders_, {})), limits_(other.limits_) {}

LimitGroup::~LimitGroup() {
  const auto end = std::chrono::steady_clock::now() + removal_patience;
  for (const fs::path& folder : {folders_.memory, folders_.pids}) {
    if (folder.empty()) continue;
    while (::rmdir(folder.c_str()) != 0 && errno == EBUSY && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(removal_pause);
  }
}

std::vector<fs::path> LimitGroup::entrances() const {
  std::vector<fs::path> files{folders_.memory / "cgroup.procs"};
  if (folders_.pids != folders_.memory) files.push_back(folders_.pids / "cgroup.procs");
  return files;
}

std::optional<std::string> LimitGroup::reached() const {
  // Kills alone do not suffice: the machine as a whole may have run out of memory.
  const bool out_of_memory = folders_.version == 2 ? count(folders_.memory / "memory.events", "oom") > 0
                                                   : count(folders_.memory / "memory.failcnt", "") > 0;
  const fs::path kills = folders_.memory / (folders_.version == 2 ? "memory.events" : "memory.oom_control");
  if (out_of_memory && count(kills, "oom_kill") > 0)
    return fmt::format("the limit of {} MiB of memory", limits_.memory_mib);
  if (count(folders_.pids / "pids.events", "max") > 0)
    return fmt::format("the limit of {} processes", limits_.processes);
  return std::nullopt;
}

}  // namespace kbisect
