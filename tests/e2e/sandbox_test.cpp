// Malicious code of the history that runs in a build: with the real bubblewrap and the real make.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <set>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/leave_out.hpp"
#include "support/series_world.hpp"

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

// The stand-ins write to the test's folder, which the sandbox prevents, so this tree brings its own makefile.
// An attack that succeeds builds a kernel that panics.
constexpr const char* makefile = R"(vmlinux bzImage:
	@echo '  CC      init/main.o'
	@sh -e ./recipe $(O) $@
allnoconfig:
	@sh -e scripts/kconfig/conf.c $(O) $(KCONFIG_ALLCONFIG)
$(O)/half-made:
	@echo half > $@; sleep 600
)";
constexpr const char* recipe = R"(read -r behaviour < behaviour
case $behaviour in
  attack*) . ./$behaviour; behaviour=panics ;;
esac
# The test says so with a file beside the programs; make deletes what it was making when it is stopped.
if [ -e ../../../../bin/stubborn ]; then trap '' TERM; echo half > $1/half-made; while :; do sleep 600; done; fi
if [ -e ../../../../bin/hang ]; then make -C . O=$1 $1/half-made; fi
image=$1/vmlinux
[ $2 = vmlinux ] || image=$1/arch/x86/boot/bzImage
mkdir -p ${image%/*}
echo "$behaviour" > $image
)";
constexpr const char* kconfig = R"(#!/bin/sh
set -e
build=$1
read -r behaviour < behaviour
if [ "$behaviour" = attack-config ]; then
  echo evil > scripts/evil
  echo evil > ../../../../home/evil
fi
cat "$2" > "$build/.config"
)";

History hostile_history() {
  return {.files = {{"Makefile", makefile}, {"recipe", recipe}, {"scripts/kconfig/conf.c", kconfig}}};
}

// The builds of some commits make this attack; the first picks of a search are among them.
History history_with(const std::string& attack) {
  History history = hostile_history();
  history.otherwise = {{3, "attack"}, {8, "attack"}, {12, "attack"}};
  history.files["attack"] = attack + "\n";
  return history;
}

// The first commits make one of these attacks each.
History history_of(const std::vector<std::string>& attacks) {
  History history = hostile_history();
  for (size_t i = 0; i < attacks.size(); ++i) {
    const std::string name = fmt::format("attack{}", i);
    history.otherwise[static_cast<int>(i)] = name;
    history.files[name] = attacks[i] + "\n";
  }
  return history;
}

class Hostile : public World {
 public:
  explicit Hostile(const History& history) : World(history) {
    fs::remove(bin() / "make");
    environment.emplace_back("HUNTED_SECRET", "hunter2");
    sandbox = true;
  }
  fs::path build() const {
    for (const auto& entry : fs::directory_iterator(cache() / "trees"))
      return entry.path() / "kbisect-worktree/.kbisect-build-x86_64";
    return {};
  }
  bool is_half_made() const { return fs::exists(cache() / "trees") && fs::exists(build() / "half-made"); }
  void beside_programs(const char* word) const { kbisect::write_atomically(bin() / word, ""); }
  // The environment of processes in the sandbox is cleared; only their PATH identifies them.
  std::vector<pid_t> builders() const { return processes_with("PATH=" + bin().string()); }
};

// If the sandbox does not work here, lets the test end; that never happens with all packages installed.
bool works(const Hostile& world) {
  const std::string doctor = world.kbisect({"doctor"}).out;
  const bool on = doctor.find("builds run in bubblewrap") != std::string::npos;
  if (!on) leave_out("no sandbox works here: " + doctor);
  return on;
}

// The reasons for which commits were skipped, with their details.
std::set<std::string> skips(const World& world) {
  std::set<std::string> found;
  for (const auto& line : world.journal()) {
    if (line["type"] != "step" || line["verdict"]["term"] != "skip") continue;
    const auto& verdict = line["verdict"];
    found.insert(verdict["reason"].get<std::string>() + ": " + verdict["detail"].get<std::string>());
  }
  return found;
}

// Listens on a local port. was_called() accepts one connection, if there is one.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address_);
    auto* address = reinterpret_cast<sockaddr*>(&address_);
    if (::bind(socket_, address, size) != 0 || ::listen(socket_, 8) != 0 ||
        ::getsockname(socket_, address, &size) != 0)
      throw std::runtime_error("cannot listen");
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { ::close(socket_); }
  int port() const { return ntohs(address_.sin_port); }
  bool was_called() const {
    const int caller = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller >= 0) ::close(caller);
    return caller >= 0;
  }

 private:
  int socket_;
  sockaddr_in address_{};
};

}  // namespace

TEST_CASE("a build that means harm gets nowhere, and its commit is skipped", "[e2e.sandbox]") {
  const Listener listener;
  const std::vector<std::string> attacks{
      "echo evil > ../../../../home/evil", "echo evil > ../../../../tree/.git/evil", "env | grep hunter2",
      "grep -aq hunter2 /proc/[0-9]*/environ",
      fmt::format("bash -c 'exec 3<>/dev/tcp/127.0.0.1/{}'", listener.port())};
  // Outside of the sandbox the attacks must succeed, or the test would show nothing.
  Hostile open(history_of(attacks));
  if (!works(open)) return;
  open.sandbox = false;
  CHECK(tested(open, attacks.size()) == std::vector<std::string>(attacks.size(), "panic"));
  CHECK(listener.was_called());
  while (listener.was_called()) {
  }

  const Hostile closed(history_of(attacks));
  CHECK(tested(closed, attacks.size()) == std::vector<std::string>(attacks.size(), "cannot-build"));
  CHECK_FALSE(fs::exists(closed.path() / "home/evil"));
  CHECK_FALSE(fs::exists(closed.tree() / ".git/evil"));
  CHECK_FALSE(listener.was_called());
}

TEST_CASE("a stranger's patch whose build means harm gets nowhere, and is named", "[e2e.sandbox]") {
  const auto verified = [](bool sandbox) {
    const fs::path evil = "home/evil";
    Hostile world(history_of({"echo evil > ../../../../" + evil.string()}));
    world.sandbox = sandbox;
    make_series(world, "fix", {"attack0", "good"}, world.path() / "patches");
    const Ended ended = verify(world, {"patches"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == (sandbox ? 5 : 0));
    CHECK(fs::exists(world.path() / evil) == !sandbox);
    return world.result()["outcome"];
  };
  if (!works(Hostile(hostile_history()))) return;
  // Outside of the sandbox the attack succeeds, and the series too.
  CHECK(verified(false)["kind"] == "fixes");
  const auto outcome = verified(true);
  CHECK(outcome["kind"] == "does-not-build");
  CHECK(outcome["patch"] == 1);
}

TEST_CASE("a search goes around the commits whose build would change the sources", "[e2e.sandbox]") {
  const History history = history_with("echo evil > README");
  Hostile open(history);
  if (!works(open)) return;
  open.sandbox = false;
  // A tree that changes during a build stops the run.
  CHECK_THAT(open.run().err, contains("was changed by somebody else") && contains("README"));

  const Hostile closed(history);
  require_culprit(closed, closed.run(), 5);
  CHECK_FALSE(skips(closed).empty());
  for (const std::string& skip : skips(closed)) CHECK_THAT(skip, contains("cannot-build"));
  CHECK(closed.journal().front()["sandbox"]["on"] == true);
  CHECK_THAT(closed.report(), contains("build sandbox: bubblewrap"));
}

TEST_CASE("a build that forks without end is stopped by the limit, and its commit is skipped",
          "[e2e.sandbox]") {
  Hostile world(history_with("while :; do sleep 600 & done"));
  if (!works(world)) return;
  const Ended ended = world.run();
  require_culprit(world, ended, 5);
  CHECK_FALSE(skips(world).empty());
  // Without control groups the build is stopped as well, but the limit cannot be named.
  const std::string limits = world.journal().front()["sandbox"]["text"];
  const std::string said = limits.find("cgroup") == std::string::npos
                               ? "cannot-build"
                               : "cannot-build: make vmlinux ran against the limit of 1088 processes";
  for (const std::string& skip : skips(world)) CHECK_THAT(skip, contains(said));
  CHECK(eventually([&] { return world.builders().empty(); }, 5s));
}

TEST_CASE("what a build leaves behind leads nobody out of the build directory", "[e2e.sandbox]") {
  // make succeeds or fails as usual; kbisect reads and writes the files later, outside of the sandbox.
  const std::vector<std::string> attacks{"mkfifo $1/vmlinux; exit 0",
                                         "ln -sf ../../../../../home/precious $1/vmlinux; exit 0",
                                         "ln -sf ../../../../../home/precious $1/.kbisect-making.new; exit 1",
                                         "rm -f $1/.config; mkfifo $1/.config; exit 1"};
  const Hostile world(history_of(attacks));
  if (!works(world)) return;
  const fs::path precious = world.path() / "home/precious";
  kbisect::write_atomically(precious, "mine\n");
  CHECK(tested(world, attacks.size()) == std::vector<std::string>(attacks.size(), "cannot-build"));
  CHECK(kbisect::read_file(precious).value_or("") == "mine\n");
}

TEST_CASE("a commit that has the build directory for itself is not built", "[e2e.sandbox]") {
  World world({.files = {{".kbisect-build-x86_64/.config", "CONFIG_64BIT=y"}}});
  world.sandbox = GENERATE(false, true);
  const Ended ended = world.run();
  INFO(ended.out << ended.err);
  CHECK(ended.status == 4);
  CHECK(world.made().empty());
  CHECK_THAT(ended.out, contains("the commit itself contains .kbisect-build-x86_64"));
}

TEST_CASE("a config script that means harm gets nowhere", "[e2e.sandbox]") {
  History history = hostile_history();
  history.otherwise = {{3, "attack-config"}, {8, "attack-config"}, {12, "attack-config"}};
  Hostile world(history);
  if (!works(world)) return;
  require_culprit(world, world.run(), 5);
  CHECK_FALSE(skips(world).empty());
  for (const std::string& skip : skips(world))
    CHECK_THAT(skip, contains("cannot-configure") && contains("Read-only file system"));
  CHECK_FALSE(fs::exists(world.path() / "home/evil"));
}

TEST_CASE("a build in the sandbox that is interrupted cleans up, and the run goes on later",
          "[e2e.sandbox]") {
  struct Row {
    const char* word;
    int signal;
    bool made_anew;
  };
  const auto [word, signal, made_anew] =
      GENERATE(Row{"hang", SIGTERM, false}, Row{"stubborn", SIGTERM, true}, Row{"hang", SIGKILL, true});
  INFO(word << ", signal " << signal);
  Hostile world(hostile_history());
  if (!works(world)) return;
  world.beside_programs(word);
  Child child = world.start(world.run_arguments());
  REQUIRE(eventually([&] { return world.is_half_made(); }));
  CHECK_FALSE(world.builders().empty());
  child.signal(signal);
  CHECK(child.wait(20s).status == (signal == SIGKILL ? 128 + SIGKILL : 130));
  CHECK(eventually([&] { return world.builders().empty(); }, 5s));
  CHECK(world.is_half_made() == made_anew);
  fs::remove(world.bin() / word);
  const Ended resumed = world.resume();
  require_culprit(world, resumed, 5);
  CHECK((resumed.out.find("made anew") != std::string::npos) == made_anew);
}

TEST_CASE("a build in the sandbox that runs past its deadline is skipped", "[e2e.sandbox]") {
  History history = history_with("sleep 600");
  history.otherwise = {{World::bad_end, "attack"}};
  Hostile world(history);
  if (!works(world)) return;
  const Ended ended = world.run({"--build-seconds", "10"});
  CHECK(ended.status == 4);
  CHECK_THAT(ended.out, contains("make vmlinux ran past its deadline") && contains("see its logs in steps/"));
  CHECK(eventually([&] { return world.builders().empty(); }, 5s));
}

TEST_CASE("without bubblewrap a run goes on, and says so; one that had it does not go on without",
          "[e2e.sandbox]") {
  Hostile world(history_with("env | grep hunter2"));
  if (!works(world)) return;
  // A bwrap that cannot create namespaces.
  const auto break_bwrap = [&] {
    kbisect::write_atomically(world.bin() / "bwrap",
                              "#!/bin/sh\n[ \"$1\" = --version ] && echo 'bubblewrap 0' && exit\n"
                              "echo 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
    fs::permissions(world.bin() / "bwrap", fs::perms::owner_all);
  };
  SECTION("from the start") {
    break_bwrap();
    const Ended ended = world.run();
    require_culprit(world, ended, 5);
    CHECK_THAT(ended.out, contains("without a sandbox") && contains("No permissions"));
    CHECK(world.journal().front()["sandbox"]["on"] == false);
    CHECK_THAT(world.report(), contains("build sandbox: none"));
    CHECK_THAT(world.kbisect({"doctor"}).out, contains("builds will run without one"));
  }
  SECTION("later") {
    world.trouble("qemu-fails", 0);
    REQUIRE(world.run().status == 1);
    world.no_trouble();
    break_bwrap();
    const Ended refused = world.resume();
    CHECK(refused.status == 1);
    CHECK_THAT(refused.err, contains("sandbox"));
    fs::remove(world.bin() / "bwrap");
    require_culprit(world, world.resume(), 5);
  }
}
