// kbisect verify that is interrupted or fails: what it leaves behind, and how the next one goes on.
#include <csignal>

#include "support/catch.hpp"
#include "support/series_world.hpp"

namespace fs = std::filesystem;
using namespace std::chrono_literals;

TEST_CASE("an interrupt leaves nothing of git am behind, and the next one goes on", "[e2e.verify_stopped]") {
  const char* phase = GENERATE("configure", "build", "boot");
  const SeriesWorld world({"bad-noisy", "good"});
  const auto before = world.user_state();
  world.trouble(std::string("hang-in-") + phase, 2);
  Child child = world.start(world.trial_arguments("verify", {"patches"}));
  REQUIRE(world.reached());
  child.signal(SIGINT);
  const Ended ended = child.wait(4s);
  CHECK(ended.status == 130);
  CHECK_THAT(ended.err, contains("report.md"));
  CHECK_FALSE(fs::exists(world.tree() / ".git/worktrees/kbisect-worktree/rebase-apply"));
  CHECK(world.alive().empty());
  CHECK_THAT(world.report(), contains("not finished yet") && contains("| 1 | base | bad |"));
  world.no_trouble();
  fs::remove_all(world.results());
  CHECK(verify(world, {"patches"}).status == 0);
  require_clean(world, before);
}

TEST_CASE("a git am that was killed is not in the way", "[e2e.verify_stopped]") {
  const SeriesWorld world({"good"});
  world.trouble("hang-in-build", 1);
  Child child = world.start(world.trial_arguments("verify", {"patches"}));
  REQUIRE(world.reached());
  child.signal(SIGKILL);
  child.wait(4s);
  world.no_trouble();
  write(world.tree() / ".git/worktrees/kbisect-worktree/rebase-apply/next", "1\n");
  fs::remove_all(world.results());
  CHECK(verify(world, {"patches"}).status == 0);
}

TEST_CASE("trouble of the machine is no outcome", "[e2e.verify_stopped]") {
  const SeriesWorld world({"good"});
  world.trouble("disk-full", 2);
  CHECK(verify(world, {"patches"}).status == 1);
  CHECK_FALSE(world.result().contains("outcome"));
}
