// Full or read-only disks: the run stops with a message that says so, and continues once the disk is usable
// again.
#include "support/disk.hpp"
#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/sanitized.hpp"

namespace fs = std::filesystem;

namespace {

// Runs until the third commit is in the given phase, and pauses there.
class Paused {
 public:
  Paused(const World& world, const char* phase, const std::vector<std::string>& more = {})
      : world_(world), child_((world.trouble(std::string("pause-in-") + phase, 3), start(world, more))) {}
  Ended go_on() {
    world_.no_trouble();
    return child_.wait();
  }

 private:
  static Child start(const World& world, const std::vector<std::string>& more) {
    Child child = world.start(world.run_arguments(more));
    REQUIRE(world.reached());
    return child;
  }
  const World& world_;
  Child child_;
};

void require_stopped_by_full(const fs::path& disk, const Ended& stopped) {
  INFO(stopped.out << stopped.err);
  REQUIRE(stopped.status == 1);
  CHECK_THAT(stopped.err, contains("the disk with " + disk.string()) && contains("is full") &&
                              contains("kbisect resume") && !contains("LOG ERROR"));
}

}  // namespace

TEST_CASE("a disk for results that fills up in any write of a step stops the run until there is room",
          "[e2e.disk]") {
  if (!Disk::can_be_mounted()) return;
  // Each write of a step, from the config to the journal's line, is in turn the first that finds no room.
  const int pages = GENERATE(range(0, is_sanitized ? 3 : 10));
  INFO(pages << " pages are left");
  const World world;
  const Disk disk(world.results());
  Paused run(world, "configure");
  disk.fill(pages);
  require_stopped_by_full(world.results(), run.go_on());
  require_readable(world);
  const auto recorded = world.recorded();
  CHECK(recorded.size() >= 2);

  // The disk is still full.
  require_stopped_by_full(world.results(), world.resume());
  require_readable(world);

  disk.mend();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("a disk for kernels that fills up in a build or a checkout stops the run until there is room",
          "[e2e.disk]") {
  if (!Disk::can_be_mounted()) return;
  const char* phase = GENERATE("configure", "build", "boot");
  const int pages = GENERATE(0, 2, 20);
  INFO(pages << " pages are left in " << phase);
  const World world;
  const Disk disk(world.cache());
  Paused run(world, phase);
  disk.fill(pages);
  require_stopped_by_full(world.cache(), run.go_on());
  const auto recorded = world.recorded();

  // With so little room the run is refused at once.
  const Ended refused = world.resume();
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, contains(world.cache().string()) && contains("MiB free"));

  disk.mend();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("a disk of the repository that fills up stops the run until there is room", "[e2e.disk]") {
  if (!Disk::can_be_mounted()) return;
  const int pages = GENERATE(range(0, is_sanitized ? 2 : 4));
  INFO(pages << " pages are left");
  const World world;
  const fs::path folder = world.path() / "disk";
  const Disk disk(folder);
  world.git({"clone", "--quiet", ".", folder / "tree"});
  Paused run(world, "boot", {"--linux", folder / "tree"});
  disk.fill(pages);
  require_stopped_by_full(folder / "tree", run.go_on());

  disk.mend();
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
  CHECK(world.git({"-C", folder / "tree", "worktree", "list"}).find('\n') == std::string::npos);
}

TEST_CASE("a read-only disk for results stops a run before it begins, and a resume", "[e2e.disk]") {
  if (!Disk::can_be_mounted()) return;
  const World world;
  const auto before = world.user_state();
  const Disk disk(world.results());
  disk.set_read_only();
  const Ended refused = world.run();
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, contains(world.results().string()) && contains("Read-only file system"));
  CHECK(fs::is_empty(world.results()));
  CHECK(world.change_since(before).empty());
  CHECK(world.configured().empty());

  disk.mend();
  world.trouble("qemu-fails", 3);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  disk.set_read_only();
  const Ended again = world.resume();
  CHECK(again.status == 1);
  CHECK_THAT(again.err, contains(world.results().string()) && contains("Read-only file system"));

  disk.mend();
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("a read-only disk for kernels stops a run before it begins, and a resume", "[e2e.disk]") {
  if (!Disk::can_be_mounted()) return;
  const World world;
  const Disk disk(world.cache());
  disk.set_read_only();
  const Ended refused = world.run();
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, contains(world.cache().string()) && contains("Read-only file system"));

  disk.mend();
  world.trouble("qemu-fails", 3);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  disk.set_read_only();
  CHECK(world.resume().status == 1);

  disk.mend();
  require_resumed(world, world.resume(), recorded, configured);
}
