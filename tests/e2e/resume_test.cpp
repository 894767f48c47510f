// Runs that are stopped by trouble of the machine, and continue later.
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/sanitized.hpp"

namespace fs = std::filesystem;

TEST_CASE("trouble of the machine is no verdict: exit code 1, and the run goes on once it is mended",
          "[e2e.resume]") {
  struct Row {
    const char* trouble;
    const char* said;
  };
  const auto [trouble, said] =
      GENERATE(Row{"disk-full", "No space left on device"}, Row{"compiler-is-killed", "Killed signal"},
               Row{"make-is-killed", "make was killed by signal 9"},
               Row{"qemu-fails", "Cannot allocate memory"}, Row{"qemu-is-killed", "killed by signal 9"});
  const int from = GENERATE(from_range(all_or_last<int>({1, 3})));
  INFO(trouble << " at step " << from);
  World world;
  world.trouble(trouble, from);
  const Ended stopped = world.run();
  INFO(stopped.out);
  REQUIRE(stopped.status == 1);
  CHECK_THAT(stopped.err, contains(said) && contains("kbisect resume"));
  const auto recorded = world.recorded();
  CHECK(static_cast<int>(recorded.size()) == from - 1);
  CHECK_FALSE(fs::exists(world.run_folder() / "result.json"));

  // The trouble persists.
  CHECK(world.resume().status == 1);
  CHECK(world.recorded() == recorded);

  world.no_trouble();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("a run can be made step by step", "[e2e.resume]") {
  const World world;
  Ended ended = world.run({"--steps", "1"});
  CHECK(ended.status == 130);
  CHECK(world.recorded().size() == 1);
  auto arguments = world.resume_arguments();
  arguments.insert(arguments.end(), {"--steps", "2"});
  for (size_t steps = 1; ended.status == 130; steps += 2) {
    REQUIRE(steps < 40);
    ended = world.kbisect(arguments);
  }
  CHECK(ended.status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  CHECK(world.run({"--steps", "0"}).status == 2);
}

TEST_CASE("a missing emulator is named before anything is started", "[e2e.resume]") {
  World world;
  const auto before = world.user_state();
  const auto environment = world.environment;
  world.hide_programs("qemu");
  const Ended refused = world.run();
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, contains("qemu-system-x86_64") && contains("apt-get install qemu-system-x86"));
  CHECK_FALSE(fs::exists(world.results()));
  CHECK(world.change_since(before).empty());

  // QEMU disappears in the middle of a run.
  world.environment = environment;
  world.trouble("qemu-fails", 3);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  world.hide_programs("qemu");
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  CHECK(world.resume().status == 1);
  world.environment = environment;
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("git that was stopped hard leaves locks, and they do not stop a resume", "[e2e.resume]") {
  World world;
  world.trouble("qemu-fails", 3);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  const fs::path state = world.tree() / ".git/worktrees/kbisect-worktree";
  REQUIRE(fs::exists(state));
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  SECTION("in a checkout") {
    std::ofstream(state / "index.lock") << "";
  }
  SECTION("moving HEAD") {
    std::ofstream(state / "HEAD.lock") << "";
  }
  SECTION("telling the bisection") {
    fs::create_directories(state / "refs/bisect");
    std::ofstream(state / "refs/bisect/bad.lock") << "";
  }
  SECTION("making the worktree") {
    std::ofstream(state / "locked") << "initializing\n";
  }
  SECTION("with half a worktree") {
    for (const auto& entry : fs::directory_iterator(world.cache() / "trees")) {
      fs::remove(entry.path() / "kbisect-worktree/.git");
    }
  }
  SECTION("without the worktree") {
    fs::remove_all(world.cache() / "trees");
    std::ofstream(state / "locked") << "initializing\n";
  }
  SECTION("without its half in the repository") {
    fs::remove_all(state);
  }
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("a run whose reports could not be written writes them when it is resumed", "[e2e.resume]") {
  World world;
  world.trouble("qemu-fails", 3);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  // A folder in place of the file makes writing it fail, as a full disk would.
  const fs::path obstacle = world.run_folder() / "report.md";
  fs::create_directories(obstacle / "full");
  CHECK(world.resume().status == 1);
  fs::remove_all(obstacle);
  const auto configured = world.configured();
  require_resumed(world, world.resume(), world.recorded(), configured);
  CHECK(world.configured() == configured);
  CHECK_THAT(world.report(), contains(world.id(5)));
}

TEST_CASE("a journal whose last line was torn is gone on with", "[e2e.resume]") {
  World world;
  world.trouble("qemu-fails", 4);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  const fs::path journal = world.run_folder() / "journal.jsonl";
  fs::resize_file(journal, fs::file_size(journal) - 20);
  const auto recorded = world.recorded();
  REQUIRE(recorded.size() == 2);
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("the command that a stopped run names goes on with it, whatever the places", "[e2e.resume]") {
  World world;
  world.trouble("qemu-fails", 3);
  const Ended stopped = world.run();
  REQUIRE(stopped.status == 1);
  world.no_trouble();
  const std::string before = "go on with: ";
  const size_t at = stopped.err.find(before);
  REQUIRE(at != std::string::npos);
  std::string command = stopped.err.substr(at + before.size());
  command.resize(command.find('\n'));
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  // As a user would: pasted into a shell in another directory.
  Child shell({"sh", "-c", "cd home && " + command}, world.path(), world.environment,
              world.path() / "output/shell");
  require_resumed(world, shell.wait(), recorded, configured);
}

TEST_CASE("a run goes on in a clone of its tree, wherever that is", "[e2e.resume]") {
  World world;
  REQUIRE(world.run({"--steps", "3"}).status == 130);
  const auto recorded = world.recorded();
  REQUIRE_FALSE(recorded.empty());
  world.git({"clone", "--quiet", "--mirror", world.tree(), world.path() / "moved"});
  fs::rename(world.tree(), world.path() / "away");
  const Ended lost = world.resume();
  CHECK(lost.status == 2);
  CHECK_THAT(lost.err, contains("with --linux"));
  const Ended stopped = world.resume({"--linux", world.path() / "moved", "--steps", "1"});
  CHECK(stopped.status == 130);
  CHECK_THAT(stopped.err, contains(" --linux " + (world.path() / "moved").string()));
  const Ended ended = world.resume({"--linux", world.path() / "moved"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  const auto all = world.recorded();
  CHECK(std::equal(recorded.begin(), recorded.end(), all.begin()));
  CHECK(std::set<int>(all.begin(), all.end()).size() == all.size());
}

TEST_CASE("a run goes on with the profile and the guest image that it began with", "[e2e.resume]") {
  World world;
  world.trouble("qemu-fails", 3);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  const fs::path fragment = world.configs() / "small/common/fs.conf";
  kbisect::write_atomically(fragment, *kbisect::read_file(fragment) + "CONFIG_XFS_FS=y\n");
  const fs::path image = world.run_folder() / "initramfs.cpio.gz";
  const auto kept = *kbisect::read_file(image);
  kbisect::write_atomically(image, "another");
  const Ended refused = world.resume();
  CHECK(refused.status == 2);
  CHECK_THAT(refused.err, contains("the guest image is not what this run began with"));
  CHECK(world.configured() == configured);
  kbisect::write_atomically(image, kept);

  // Tags may move: what they named at the beginning of the run counts.
  world.git({"tag", "--force", "end", world.id(13)});
  world.git({"tag", "--force", "start", world.id(0)});
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("KVM is used only where a guest has run under it, and what was proven is kept", "[e2e.resume]") {
  struct Row {
    const char* kvm;
    const char* acceleration;
  };
  const auto [kvm, acceleration] = GENERATE(Row{"hangs", "tcg"}, Row{"works", "kvm"});
  INFO(kvm);
  World world;
  for (auto& [name, value] : world.environment) {
    if (name == "STAND_IN_KVM") value = kvm;
  }
  world.trouble("qemu-fails", 3);
  REQUIRE(world.run({"--boot-seconds", "1"}).status == 1);
  world.no_trouble();
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
  // Without /dev/kvm kbisect does not try KVM, so not even the stand-in is run with it.
  const bool could = ::access("/dev/kvm", R_OK | W_OK) == 0;
  CHECK(world.result()["acceleration"] == (could ? acceleration : "tcg"));
}
