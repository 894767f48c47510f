// The user's repository: nothing in it changes except for a worktree that is removed at the end.
#include <csignal>
#include <fstream>
#include <sstream>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;

namespace {

// A repository in use: a branch with a staged, a modified and an untracked file, a stash, a worktree on a
// disk that is not plugged in, and the user's own bisection.
void make_busy(const World& world) {
  world.git({"checkout", "--quiet", "-b", "work", world.id(13)});
  std::ofstream(world.tree() / "README") << "stashed\n";
  world.git({"stash", "--quiet"});
  world.git({"bisect", "start", "end", "start"});
  world.git({"worktree", "add", "--quiet", "--detach", world.path() / "elsewhere", "start"});
  fs::rename(world.path() / "elsewhere", world.path() / "unplugged");
  std::ofstream(world.tree() / "staged") << "staged\n";
  world.git({"add", "staged"});
  std::ofstream(world.tree() / "README") << "dirty\n";
  std::ofstream(world.tree() / "untracked") << "untracked\n";
}

void require_left_alone(const World& world, const std::string& before) {
  CHECK(world.change_since(before).empty());
  CHECK(*kbisect::read_file(world.tree() / "README") == "dirty\n");
  CHECK(world.git({"stash", "list"}).find("stash@{0}") == 0);
}

}  // namespace

TEST_CASE("a run leaves the user's tree as it was, and none of its own things behind", "[e2e.user_tree]") {
  World world;
  make_busy(world);
  const auto before = world.user_state();
  REQUIRE(world.run().status == 0);
  require_left_alone(world, before);
  CHECK(world.git({"rev-parse", "--abbrev-ref", "HEAD"}) == "HEAD");  // detached by the user's own bisection
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  for (const auto& entry : fs::recursive_directory_iterator(world.cache() / "trees")) {
    INFO(entry.path());
    CHECK(entry.is_directory());
  }
  // The only worktree state that remains belongs to the unplugged disk.
  CHECK(std::distance(fs::directory_iterator(world.tree() / ".git/worktrees"), {}) == 1);
  CHECK_FALSE(fs::exists(world.path() / "home/cache"));
  CHECK(fs::is_empty(world.temporary()));
}

TEST_CASE("an interrupted run has touched nothing but its own worktree", "[e2e.user_tree]") {
  World world;
  make_busy(world);
  const auto before = world.user_state();
  world.trouble("hang-in-boot", 4);
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGINT);
  CHECK(child.wait().status == 130);
  // Our worktree is kept for resume; all else is unchanged.
  std::istringstream changes(world.change_since(before));
  for (std::string line; std::getline(changes, line);) {
    INFO(line);
    CHECK((line.rfind("+worktree " + world.cache().string(), 0) == 0 || line.rfind("+HEAD ", 0) == 0 ||
           line == "+detached" || line == "+" || line == "+worktrees"));
  }
  world.no_trouble();
  REQUIRE(world.resume().status == 0);
  require_left_alone(world, before);
}

TEST_CASE("hooks and settings of the user are not ours", "[e2e.user_tree]") {
  World world;
  // Not reference-transaction: git bisect before 2.40 runs it regardless of core.hooksPath.
  for (const char* hook : {"post-checkout", "post-index-change"}) {
    const fs::path path = world.tree() / ".git/hooks" / hook;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "#!/bin/sh\necho " << hook << " $PWD $* >> " << (world.path() / "hooked").string()
                        << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }
  world.environment.emplace_back("GIT_DIR", world.path() / "no-such-repository");
  world.environment.emplace_back("MAKEFLAGS", "-n");
  REQUIRE(world.run().status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  CHECK(kbisect::read_file(world.path() / "hooked").value_or("").empty());
}

TEST_CASE("a second run on the same tree is refused and told of the first", "[e2e.user_tree]") {
  World world;
  world.trouble("hang-in-build", 2);
  Child first = world.start(world.run_arguments());
  REQUIRE(world.reached());
  const std::string run = world.run_folder().string();
  const auto before = world.user_state();

  // A run of another name and results folder is refused as well, because the tree is what matters.
  const fs::path other_results = world.path() / "other-results";
  std::vector<std::string> arguments{"run",     "small",       "--configs", world.configs(),
                                     "--cache", world.cache(), "--results", other_results};
  const Ended second = world.kbisect(arguments);
  CHECK(second.status == 2);
  CHECK_THAT(second.err, contains(run) && contains(world.tree().string()));
  CHECK_FALSE((fs::exists(other_results) && !fs::is_empty(other_results)));
  CHECK(world.change_since(before).empty());

  const Ended resumed = world.resume();
  CHECK(resumed.status == 2);
  CHECK_THAT(resumed.err, contains(run));

  world.no_trouble();
  first.signal(SIGTERM);
  CHECK(first.wait().status == 130);
  CHECK(world.resume().status == 0);
}

TEST_CASE("a tree is found from any folder in it, bare or linked", "[e2e.user_tree]") {
  World world;
  SECTION("a folder below its top") {
    CHECK(world.run({"--linux", world.tree() / "scripts/kconfig"}).status == 0);
  }
  SECTION("a bare clone") {
    world.git({"clone", "--quiet", "--bare", ".", world.path() / "bare.git"});
    CHECK(world.run({"--linux", world.path() / "bare.git"}).status == 0);
  }
  SECTION("a linked worktree") {
    world.git({"worktree", "add", "--quiet", "--detach", world.path() / "linked", "end"});
    CHECK(world.run({"--linux", world.path() / "linked"}).status == 0);
  }
  SECTION("a path with blanks and a comma, relative to here") {
    world.git({"clone", "--quiet", ".", world.path() / "my, own tree"});
    CHECK(world.run({"--linux", "my, own tree"}).status == 0);
  }
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
}

TEST_CASE("a tree whose history is cut off is refused, with the way to complete it", "[e2e.user_tree]") {
  World world;
  const std::string shallow = world.path() / "shallow";
  world.git({"clone", "--quiet", "--depth", "3", "file://" + world.tree().string(), shallow});
  const Ended ended = world.run({"--linux", shallow, "--good", "end~1", "--bad", "end"});
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, contains(shallow + " is a shallow clone") && contains("fetch --unshallow"));
  CHECK_FALSE(fs::exists(world.results()));
  // A single commit can be tested there.
  world.git({"clone", "--quiet", "--depth", "1", "file://" + world.tree().string(), world.path() / "one"});
  CHECK(world.kbisect(world.trial_arguments("test", {"HEAD", "--linux", world.path() / "one"})).status == 0);
}
