// Somebody else works where kbisect does: in its worktree, or in the repository to which that belongs.
#include <algorithm>
#include <fstream>
#include <functional>

#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/sanitized.hpp"

namespace fs = std::filesystem;

namespace {

fs::path worktree_of(const World& world) {
  for (const auto& entry : fs::directory_iterator(world.cache() / "trees"))
    return entry.path() / "kbisect-worktree";
  throw std::runtime_error("no worktree");
}

// The part of the worktree that lies in the user's repository.
fs::path state_of(const World& world) {
  return world.tree() / ".git/worktrees/kbisect-worktree";
}

// A run that is paused in this phase of the `from`-th commit.
Child paused_in(const World& world, const std::string& phase, int from = 3) {
  world.trouble("pause-in-" + phase, from);
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  return child;
}

// Changes the tree to a kernel with the opposite verdict.
void edit(const World& world) {
  const fs::path file = worktree_of(world) / "behaviour";
  const std::string other = *kbisect::read_file(file) == "bad\n" ? "good\n" : "bad\n";
  std::ofstream(file) << other;
}

void collect_garbage(const World& world) {
  world.git({"reflog", "expire", "--expire=now", "--all"});
  world.git({"-c", "gc.worktreePruneExpire=now", "gc", "--quiet", "--prune=now"});
}

struct Meddling {
  const char* what;
  std::function<void(const World&)> meddle;
};

std::vector<Meddling> meddlings() {
  const std::vector<Meddling> all{
      {"a file is edited", edit},
      {"an edit is staged",
       [](const World& world) {
         edit(world);
         world.git({"-C", worktree_of(world), "add", "behaviour"});
       }},
      {"a file is deleted", [](const World& world) { fs::remove(worktree_of(world) / "behaviour"); }},
      {"a file is added",
       [](const World& world) { std::ofstream(worktree_of(world) / "stray") << "stray\n"; }},
      {"another commit is checked out",
       [](const World& world) {
         world.git({"-C", worktree_of(world), "checkout", "--quiet", "--detach", "start"});
       }},
      {"the bisection is ended",
       [](const World& world) {
         world.git({"-C", worktree_of(world), "bisect", "reset"});
       }},
      {"a lock of git's is there", [](const World& world) { std::ofstream(state_of(world) / "index.lock"); }},
      {"the worktree is taken away",
       [](const World& world) {
         world.git({"worktree", "remove", "--force", worktree_of(world)});
       }},
      {"the repository is tidied up", collect_garbage},
      {"the worktree is deleted", [](const World& world) { fs::remove_all(worktree_of(world)); }}};
  return all_or_last(all);
}

// Either the run continues and is right, or it stops and can be resumed.
void require_right_in_the_end(const World& world, const Ended& ended) {
  INFO(ended.out << ended.err);
  if (ended.status == 0) {
    require_whole(world, ended, 0);
    return;
  }
  REQUIRE(ended.status == 1);
  CHECK_THAT(ended.err, contains("kbisect resume"));
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
}

}  // namespace

TEST_CASE("whatever is done to the worktree of a stopped run, it goes on", "[e2e.worktree]") {
  for (const Meddling& meddling : meddlings()) {
    INFO(meddling.what);
    const World world;
    world.trouble("qemu-fails", 4);
    REQUIRE(world.run().status == 1);
    world.no_trouble();
    meddling.meddle(world);
    const auto recorded = world.recorded();
    const auto configured = world.configured();
    require_resumed(world, world.resume(), recorded, configured);
  }
}

TEST_CASE("whatever is done to the worktree between two builds, the verdicts are the commits' own",
          "[e2e.worktree]") {
  for (const Meddling& meddling : meddlings()) {
    INFO(meddling.what);
    const World world;
    Child child = paused_in(world, "boot");
    meddling.meddle(world);
    world.no_trouble();
    require_right_in_the_end(world, child.wait());
  }
}

TEST_CASE("whatever is done to the worktree during a build, the verdicts are the commits' own",
          "[e2e.worktree]") {
  for (const Meddling& meddling : meddlings()) {
    INFO(meddling.what);
    const World world;
    Child child = paused_in(world, "build");
    meddling.meddle(world);
    world.no_trouble();
    require_right_in_the_end(world, child.wait());
  }
}

TEST_CASE("a build of what is no commit is no step, and that is said", "[e2e.worktree]") {
  const World world;
  Child child = paused_in(world, "build");
  edit(world);
  world.no_trouble();
  const Ended stopped = child.wait();
  CHECK(stopped.status == 1);
  CHECK_THAT(stopped.err, contains(worktree_of(world).string()) && contains("built there: behaviour"));
  CHECK(world.recorded().size() == 2);
}

TEST_CASE("a repository around the cache folder is not taken for ours", "[e2e.worktree]") {
  const World world;
  const auto outer = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-C", world.path()});
    return world.git(arguments);
  };
  outer({"init", "--quiet", "--initial-branch=main", "."});
  outer({"commit", "--quiet", "--allow-empty", "-m", "the user's own"});
  outer({"bisect", "start"});
  outer({"bisect", "bad"});
  const std::string log = outer({"bisect", "log"});
  // At the second commit, after which git is first told of the bisection.
  Child child = paused_in(world, "boot", 2);
  fs::remove(worktree_of(world) / ".git");
  world.no_trouble();
  CHECK(child.wait().status == 1);
  CHECK(outer({"bisect", "log"}) == log);
  CHECK_FALSE(fs::exists(world.path() / ".git/BISECT_HEAD"));
  CHECK(outer({"for-each-ref", "refs/heads"}).find('\n') == std::string::npos);
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
}

TEST_CASE("the commit that takes the culprit back is made again where it has been thrown away",
          "[e2e.worktree]") {
  // The reverting commit is the last one configured.
  const World first;
  REQUIRE(first.run().status == 0);
  const auto calls = *kbisect::read_file(first.path() / "configure-calls");
  const auto commits = static_cast<int>(std::count(calls.begin(), calls.end(), '\n'));

  const World world;
  world.trouble("qemu-fails", commits);
  REQUIRE(world.run().status == 1);
  world.no_trouble();
  const std::string revert = world.git({"-C", worktree_of(world), "rev-parse", "HEAD"});
  world.git({"worktree", "remove", "--force", worktree_of(world)});
  collect_garbage(world);
  CHECK_THROWS(world.git({"cat-file", "-e", revert}));
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
  CHECK(world.result()["certificate"]["proofs"].back()["commit"] == revert);
  CHECK(world.result()["certificate"]["holds"] == true);
}

TEST_CASE("reports are written of a commit that has been thrown away since", "[e2e.worktree]") {
  const World world;
  REQUIRE(world.run().status == 0);
  collect_garbage(world);
  const fs::path journal = world.run_folder() / "journal.jsonl";
  const std::string whole = *kbisect::read_file(journal);
  // As if killed before the journal's last line.
  kbisect::write_atomically(journal, whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1));
  const auto recorded = world.recorded();
  const auto configured = world.configured();
  require_resumed(world, world.resume(), recorded, configured);
  CHECK(world.configured() == configured);
  CHECK(world.result()["certificate"]["holds"] == true);
}
