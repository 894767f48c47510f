// A control group for one program and all that it starts: how much memory and how many processes they may
// take together (cgroups(7); kernel: Documentation/admin-guide/cgroup-v1/{memory,pids}.rst and
// cgroup-v2.rst).
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
  int processes = 0;  // threads count as such
};

// What this machine can spare for a build with so many jobs.
ResourceLimits build_limits(int jobs);

// Where groups that limit memory and processes can be made; one folder for both in version 2.
struct GroupFolders {
  int version = 0;
  std::filesystem::path memory;
  std::filesystem::path pids;
};

// By /proc/self/mountinfo and /proc/self/cgroup, the best first: our own groups, and in version 2, where a
// group with processes in it can have none below, the one above.
std::vector<GroupFolders> group_folders(std::string_view mountinfo, std::string_view own_groups);

// The group is gone with the value; what is then still in it is not ended.
class LimitGroup {
 public:
  // Fails where we may not make groups (an ordinary user most often, a container), or none that limit.
  static Expected<LimitGroup> create(const ResourceLimits& limits);
  LimitGroup(LimitGroup&& other) noexcept;
  LimitGroup(const LimitGroup&) = delete;
  LimitGroup& operator=(const LimitGroup&) = delete;
  LimitGroup& operator=(LimitGroup&&) = delete;
  ~LimitGroup();

  int version() const { return folders_.version; }
  // For Command::control_groups.
  std::vector<std::filesystem::path> entrances() const;
  // The limit that something in the group has run against: "the limit of 1088 processes".
  std::optional<std::string> reached() const;

 private:
  LimitGroup(GroupFolders folders, const ResourceLimits& limits)
      : folders_(std::move(folders)), limits_(limits) {}
  GroupFolders folders_;
  ResourceLimits limits_;
};

}  // namespace kbisect
