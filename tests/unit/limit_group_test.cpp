#include "tools/limit_group.hpp"

#include <fstream>

#include "base/subprocess.hpp"
#include "support/catch.hpp"
#include "support/leave_out.hpp"

using namespace kbisect;

TEST_CASE("control groups are made below our own, in either version", "[limit_group]") {
  const char* v1 =
      "30 25 0:26 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
      "31 25 0:27 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"
      "32 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
  const auto first = group_folders(v1, "8:pids:/\n4:cpu,memory:/jobs/7\n0::/\n");
  REQUIRE(first.size() == 1);
  CHECK(first[0].version == 1);
  CHECK(first[0].memory == "/sys/fs/cgroup/memory/jobs/7");
  CHECK(first[0].pids == "/sys/fs/cgroup/pids");

  const char* v2 = "30 25 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
  const auto second = group_folders(v2, "0::/user.slice/app.slice/a.scope\n");
  REQUIRE(second.size() == 2);
  CHECK(second[0].version == 2);
  CHECK(second[0].memory == "/sys/fs/cgroup/user.slice/app.slice/a.scope");
  CHECK(second[1].pids == "/sys/fs/cgroup/user.slice/app.slice");
}

TEST_CASE("a container has the part of the groups that it sees", "[limit_group]") {
  const char* mounts = "30 25 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
  const auto seen = group_folders(mounts, "0::/docker/abc\n");
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].memory == "/sys/fs/cgroup");
  CHECK(group_folders(mounts, "0::/docker/other\n").empty());
  CHECK(group_folders("", "0::/\n").empty());
  CHECK(group_folders(mounts, "").empty());
}

TEST_CASE("a group limits what is started in it, names the limit, and is gone afterwards", "[limit_group]") {
  auto group = LimitGroup::create({.memory_mib = 64, .processes = 20});
  if (!group) {
    leave_out("no control group can be made here: " + group.error().message);
    return;
  }
  const auto entrances = group->entrances();
  CHECK_FALSE(group->reached());
  SECTION("nothing") {
    CHECK(run({.argv = {"true"}, .control_groups = entrances}).ok());
    CHECK_FALSE(group->reached());
  }
  SECTION("memory") {
    CHECK_FALSE(run({.argv = {"tail", "/dev/zero"}, .control_groups = entrances}).ok());
    CHECK(group->reached() == "the limit of 64 MiB of memory");
  }
  SECTION("processes") {
    CHECK_FALSE(run({.argv = {"sh", "-c", "while :; do sleep 60 & done"}, .control_groups = entrances}).ok());
    CHECK(group->reached() == "the limit of 20 processes");
  }
  { const LimitGroup last = std::move(*group); }
  for (const auto& entrance : entrances) CHECK_FALSE(std::filesystem::exists(entrance.parent_path()));
}

TEST_CASE("a program is not started outside the group that it was meant for", "[limit_group]") {
  const Finished finished = run({.argv = {"echo", "here"}, .control_groups = {"/nowhere/cgroup.procs"}});
  CHECK(finished.out.empty());
  CHECK(std::holds_alternative<Killed>(finished.ending));
}
