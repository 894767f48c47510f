// The commands of README.md, run as they stand there. The kernel tree is a small history behind the address
// of the real one, make and QEMU are stand-ins.
#include <csignal>

#include "base/subprocess.hpp"
#include "support/catch.hpp"
#include "support/readme.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;

namespace {

bool begins(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

// What the other commands have to find in the small history.
const std::pair<const char*, const char*> findings[] = {
    {"build/kbisect test", "6 of 6 rows judged"},
    {"build/kbisect test", "mount-writer-held/mount gives EBUSY"},
    {"build/kbisect verify", "it fixes the symptom"},
    {"build/kbisect explain", "2 of the switches tried avoid the bug"},
    {"build/kbisect config-bisect", "1 of 2 symbols that differ makes bad.config good"},
    {"build/kbisect config-bisect", "\nCONFIG_SLIM "},
    {"build/kbisect releases", "Good in v6.7, bad from v6.8 on."}};

class Reader {
 public:
  Reader() {
    world_.git({"tag", "v6.7", "start"});
    world_.git({"tag", "v6.8", "end"});
    world_.git({"revert", "--no-edit", world_.id(5)});
    world_.git({"tag", "repaired"});
    write("fix.patch", "--- a/behaviour\n+++ b/behaviour\n@@ -1 +1 @@\n-bad~good\n+good\n");
    write("good.config", "CONFIG_SLIM=y\nCONFIG_TEA=y\n");
    write("bad.config", "# CONFIG_SLIM is not set\n# CONFIG_TEA is not set\n");
    fs::create_directories(world_.path() / "build");
    fs::create_symlink(KBISECT_BINARY, world_.path() / "build/kbisect");
    const std::string key = "url." + world_.tree().string() + ".insteadOf";
    world_.environment.insert(
        world_.environment.end(),
        {{"GIT_CONFIG_COUNT", "1"}, {"GIT_CONFIG_KEY_0", key}, {"GIT_CONFIG_VALUE_0", kernel_tree}});
  }

  void write(const std::string& name, const std::string& content) const {
    kbisect::write_atomically(world_.path() / name, content);
  }

  void follow(std::string command) {
    INFO(command);
    // With a compiler and kernels of its own: real_arm64_test.cpp.
    if (command.ends_with("--arch arm64")) return;
    // With this machine's own tools in a real guest: real_userland_test.cpp.
    if (command.find("--campaign kata-") != std::string::npos) return;
    if (begins(command, "sh ")) {
      // These two are what installs, builds and starts this test; that they work is its being run.
      CHECK(kbisect::run({.argv = {"sh", "-n", command.substr(3)}, .directory = KBISECT_SOURCE_DIR}).ok());
      return;
    }
    if (const size_t run = command.find("results/RUN"); run != std::string::npos) {
      command.replace(run, 11, begins(command, "build/kbisect resume") ? interrupted_run() : finished_run());
    }
    const Ended ended = shell(command).wait();
    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    for (const auto& [start, said] : findings) {
      if (begins(command, start)) CHECK_THAT(ended.out, contains(said));
    }
    if (begins(command, "build/kbisect run") || begins(command, "build/kbisect resume")) {
      const bool is_fix = command.find("--find-fix") != std::string::npos;
      CHECK_THAT(ended.out,
                 contains((is_fix ? world_.git({"rev-parse", "repaired"}) : world_.id(5)).substr(0, 12)));
    }
  }

 private:
  static constexpr const char* kernel_tree =
      "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git";

  Child shell(const std::string& command) {
    calls_ += 1;
    return {{"sh", "-c", command},
            world_.path(),
            world_.environment,
            world_.path() / "output/readme" / std::to_string(calls_)};
  }

  std::string interrupted_run() {
    fs::remove_all(world_.results());
    fs::remove(world_.path() / "configure-calls");
    world_.trouble("hang-in-build", 3);
    Child run = shell("exec build/kbisect run kata-loop-mount");
    REQUIRE(world_.reached());
    run.signal(SIGINT);
    CHECK(run.wait().status == 130);
    world_.no_trouble();
    return "results/" + world_.run_folder().filename().string();
  }

  std::string finished_run() {
    fs::remove_all(world_.results());
    CHECK(shell("build/kbisect run kata-loop-mount").wait().status == 0);
    return "results/" + world_.run_folder().filename().string();
  }

  // With what the commands name.
  static History history() {
    History history = gated_history();
    history.files["block/Kconfig"] = "config BLK_DEV_WRITE_MOUNTED\n";
    return history;
  }
  World world_{history()};
  int calls_ = 0;
};

}  // namespace

TEST_CASE("the commands of README do what it says", "[e2e.readme]") {
  const Readme readme = read_readme();
  REQUIRE(readme.commands.size() >= 6);
  Reader reader;
  for (const auto& [name, content] : readme.files) reader.write(name, content);
  for (const std::string& command : readme.commands) reader.follow(command);
}
