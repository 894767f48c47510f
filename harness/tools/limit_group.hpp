// A control group that limits the memory and the number of processes that a program and all its descendants
// use together (cgroups(7); kernel: Documentation/admin-guide/cgroup-v1/{memory,pids}.rst and cgroup-v2.rst).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

struct ResourceLimits {
  std::uint64_t memory_mib = 0;
  int processes = 0;  // threads included
};

// The limits for a build with this many jobs: three quarters of this machine's memory, and processes for
// every job and for scripts that start many.
ResourceLimits build_limits(int jobs);

// The folders in which groups that limit memory and processes can be made; in version 2 both are the same.
struct GroupFolders {
  // Of cgroups: 1 or 2.
  int version = 0;
  std::filesystem::path memory;
  std::filesystem::path pids;
};

// Candidates, the best one first, from the text of /proc/self/mountinfo and /proc/self/cgroup: our own groups
// and, in version 2, also the parent of our own group, because a group with processes in it cannot have
// limited groups below it.
std::vector<GroupFolders> group_folders(std::string_view mountinfo, std::string_view own_groups);

// Owns the group: the destructor removes it. It does not kill processes that are still in the group but waits
// up to a second for them to end. A group that is still in use then is left for the create() of a later
// process to remove.
class LimitGroup {
 public:
  // Makes a group with these limits. Fails where we may not make groups (an ordinary user most often, or in a
  // container), or where they cannot limit both.
  static Expected<LimitGroup> create(const ResourceLimits& limits);
  LimitGroup(LimitGroup&& other) noexcept;
  LimitGroup(const LimitGroup&) = delete;
  LimitGroup& operator=(const LimitGroup&) = delete;
  LimitGroup& operator=(LimitGroup&&) = delete;
  ~LimitGroup();

  int version() const { return folders_.version; }
  // The cgroup.procs files for Command::control_groups.
  std::vector<std::filesystem::path> entrances() const;
  // The limit that something in the group has exceeded, as "the limit of 1088 processes"; empty if none.
  std::optional<std::string> reached() const;

 private:
  LimitGroup(GroupFolders folders, const ResourceLimits& limits)
      : folders_(std::move(folders)), limits_(limits) {}
  GroupFolders folders_;
  ResourceLimits limits_;
};

}  // namespace kbisect
