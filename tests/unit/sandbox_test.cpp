#include "tools/sandbox.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "support/catch.hpp"
#include "support/leave_out.hpp"

using namespace kbisect;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr ResourceLimits tight{.memory_mib = 512, .processes = 100};

// The index at which `part` occurs in `all`; all.size() if it does not.
size_t position(const std::vector<std::string>& all, const std::vector<std::string>& part) {
  return static_cast<size_t>(std::search(all.begin(), all.end(), part.begin(), part.end()) - all.begin());
}

bool has(const std::vector<std::string>& all, const std::vector<std::string>& part) {
  return position(all, part) < all.size();
}

// A source tree with a build directory below it, and a sandbox for shell commands in it.
class Room {
 public:
  Room() {
    fs::create_directories(enclosure_.build);
    fs::create_directories(enclosure_.source / "scripts");
    fs::create_directories(enclosure_.ccache);
    std::ofstream(enclosure_.source / "README") << "read me\n";
    fs::create_symlink("README", enclosure_.source / "LINK");
    auto probed = probe_sandbox(tight, {"make", "gcc"});
    if (probed) {
      sandbox_ = *probed;
    } else {
      leave_out("no sandbox works here: " + probed.error().message);
    }
  }
  bool works() const { return sandbox_.has_value(); }
  const fs::path& path() const { return folder_.path(); }
  Enclosure& enclosure() { return enclosure_; }
  const Sandbox& sandbox() const { return *sandbox_; }

  SandboxFinished run(const std::string& script,
                      std::optional<std::chrono::milliseconds> deadline = std::nullopt) const {
    return run_in_sandbox(*sandbox_, enclosure_, {.argv = {"sh", "-c", script}, .deadline = deadline});
  }
  bool succeeds(const std::string& script) const { return run(script).finished.ok(); }

 private:
  TemporaryDirectory folder_;
  Enclosure enclosure_{.source = folder_.path() / "source",
                       .build = folder_.path() / "source/.build",
                       .ccache = folder_.path() / "ccache",
                       .directory = folder_.path() / "source"};
  std::optional<Sandbox> sandbox_;
};

}  // namespace

TEST_CASE("bubblewrap is told to show the system, the source and what may be written to", "[sandbox]") {
  const Enclosure enclosure{
      .source = "/c/tree", .build = "/c/tree/.build", .ccache = "/c/ccache", .directory = "/c/tree"};
  const auto arguments = bwrap_arguments(enclosure, tight, "/usr/bin:/bin:relative:/nowhere");
  for (const char* option :
       {"--unshare-all", "--disable-userns", "--die-with-parent", "--new-session", "--cap-drop"})
    CHECK(has(arguments, {option}));
  CHECK(has(arguments, {"--ro-bind-try", "/usr", "/usr"}));
  CHECK(has(arguments, {"--size", "536870912", "--tmpfs", "/tmp"}));
  CHECK(has(arguments, {"--proc", "/proc", "--remount-ro", "/proc"}));
  // The build directory lies below the read-only source, so it must be bound later.
  const size_t source = position(arguments, {"--ro-bind", "/c/tree", "/c/tree"});
  const size_t build = position(arguments, {"--bind", "/c/tree/.build", "/c/tree/.build"});
  CHECK(source < build);
  CHECK(build < arguments.size());
  CHECK(has(arguments, {"--bind", "/c/ccache", "/c/ccache"}));
  CHECK(std::count(arguments.begin(), arguments.end(), "--bind") == 2);
  CHECK_FALSE(has(arguments, {"relative"}));
  CHECK_FALSE(has(arguments, {"/nowhere"}));
  CHECK(std::vector<std::string>(arguments.end() - 3, arguments.end()) ==
        std::vector<std::string>{"--chdir", "/c/tree", "--"});
}

TEST_CASE("nothing of a home is shown for the programs in it", "[sandbox]") {
  const TemporaryDirectory folder;
  const fs::path home = folder.path() / "home";
  fs::create_directories(home / "bin");
  fs::create_directories(folder.path() / "tools");
  const char* own_home = std::getenv("HOME");
  const std::string before = own_home != nullptr ? own_home : "/";
  ::setenv("HOME", home.c_str(), 1);
  const auto arguments =
      bwrap_arguments({.source = "/s", .build = "/s/b", .directory = "/s"}, tight,
                      fmt::format("{0}/home/bin:{0}/home:{0}:{0}/tools", folder.path().string()));
  ::setenv("HOME", before.c_str(), 1);
  CHECK(has(arguments, {"--ro-bind", folder.path() / "tools"}));
  CHECK_FALSE(has(arguments, {"--ro-bind", home / "bin"}));
  CHECK_FALSE(has(arguments, {"--ro-bind", home}));
  CHECK_FALSE(has(arguments, {"--ro-bind", folder.path()}));
}

TEST_CASE("in the sandbox only the build and the cache can be written to", "[sandbox]") {
  const Room room;
  if (!room.works()) return;
  CHECK(room.succeeds("echo 1 > .build/a && echo 1 > $PWD/../ccache/b && echo 1 > /tmp/c && cat README"));
  CHECK(fs::exists(room.path() / "source/.build/a"));
  CHECK(fs::exists(room.path() / "ccache/b"));
  room.run("echo 1 > ../evil");
  CHECK_FALSE(fs::exists(room.path() / "evil"));
  for (const char* place : {"evil", "scripts/evil", "README", "/evil", "/usr/evil", "/dev/evil",
                            "/dev/shm/evil", "/proc/self/oom_score_adj"}) {
    INFO(place);
    CHECK_FALSE(room.succeeds(std::string("echo 1 > ") + place));
  }
  // Outside of a sandbox, root may write to /proc/sys without any capability.
  CHECK_FALSE(room.succeeds("read -r old < /proc/sys/kernel/panic && echo $old > /proc/sys/kernel/panic"));
}

TEST_CASE("in the sandbox there is no network, no home, no environment, no other process", "[sandbox]") {
  const Room room;
  if (!room.works()) return;
  ::setenv("KBISECT_SECRET", "hunter2", 1);
  CHECK_FALSE(room.succeeds("env | grep hunter2 || grep -a hunter2 /proc/[0-9]*/environ"));
  ::unsetenv("KBISECT_SECRET");
  const std::string names = room.run("env | cut -d= -f1 | sort | tr '\\n' ' '").finished.out;
  CHECK(names == "HOME PATH PWD ");
  CHECK_FALSE(room.succeeds("kill -0 " + std::to_string(::getpid())));
  CHECK(room.run("grep -c : /proc/net/dev").finished.out == "1\n");  // only its own lo
  CHECK_FALSE(room.succeeds("ls -d /home /root /run /etc/passwd /sys 2> /dev/null | grep ."));
  CHECK_FALSE(room.succeeds("unshare --user true"));
}

TEST_CASE("a limit of the sandbox ends what runs against it, and is named", "[sandbox]") {
  const Room room;
  if (!room.works()) return;
  CHECK_FALSE(room.run("true").limit);
  const auto greedy = room.run("tail /dev/zero");
  CHECK_FALSE(greedy.finished.ok());
  const auto forking = room.run("while :; do sleep 60 & done");
  const bool by_groups = room.sandbox().group_version != 0;
  // RLIMIT_NPROC does not bind root, so only a control group limits its processes.
  if (by_groups || ::geteuid() != 0) CHECK_FALSE(forking.finished.ok());
  if (!by_groups) {
    leave_out("no control group can be made here, so no limit can be named");
    return;
  }
  CHECK(greedy.limit == "the limit of 512 MiB of memory");
  CHECK(forking.limit == "the limit of 100 processes");
}

TEST_CASE("a program in the sandbox ends as it would outside", "[sandbox]") {
  const Room room;
  if (!room.works()) return;
  CHECK(room.run("exit 3").finished.shell_status() == 3);
  const Ending killed = room.run("kill -9 $$").finished.ending;
  REQUIRE(std::holds_alternative<Killed>(killed));
  CHECK(std::get<Killed>(killed).signal == SIGKILL);
}

TEST_CASE("a sandbox that cannot be made, or lacks a program, is trouble of the machine", "[sandbox]") {
  Room room;
  if (!room.works()) return;
  CHECK_THROWS_WITH(run_in_sandbox(room.sandbox(), room.enclosure(), {.argv = {"kbisect-no-such-program"}}),
                    contains("kbisect-no-such-program"));
  room.enclosure().source = "/nowhere";
  CHECK_THROWS_WITH(room.run("true"), contains("/nowhere"));
}

TEST_CASE("a program of another name is another one: then there is no sandbox", "[sandbox]") {
  const auto probed = probe_sandbox(tight, {"make", "kbisect-no-such-program"});
  REQUIRE_FALSE(probed.has_value());
}

TEST_CASE("a deadline lets what runs in the sandbox clean up, and kills what does not", "[sandbox]") {
  const Room room;
  if (!room.works()) return;
  const Stopwatch watch;
  const Finished heeds = room.run("trap 'echo cleaned; exit' TERM; sleep 60 & wait", 500ms).finished;
  CHECK(heeds.out == "cleaned\n");
  REQUIRE(std::holds_alternative<TimedOut>(heeds.ending));
  CHECK_FALSE(std::get<TimedOut>(heeds.ending).killed);
  CHECK(watch.seconds() < 5);
  const Finished outlives =
      room.run("(trap 'sleep 0.5; echo cleaned; exit' TERM; sleep 60 & wait) & sleep 60", 500ms).finished;
  CHECK(outlives.out == "cleaned\n");
  REQUIRE(std::holds_alternative<TimedOut>(outlives.ending));
  CHECK_FALSE(std::get<TimedOut>(outlives.ending).killed);
  const Finished ignores = room.run("trap '' TERM; echo $$; sleep 61; sleep 62", 500ms).finished;
  REQUIRE(std::holds_alternative<TimedOut>(ignores.ending));
  CHECK(std::get<TimedOut>(ignores.ending).killed);
  CHECK(watch.seconds() < 20);
}
