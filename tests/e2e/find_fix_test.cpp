// kbisect run --find-fix: finds the commit that repaired something.
#include <algorithm>

#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;

namespace {

// Broken from the first commit on, and repaired by commit 5.
History repaired_history() {
  History history{.culprit = 5, .bad = "good"};
  for (const int commit : {0, 1, 2, 3, 4}) history.otherwise[commit] = "bad";
  return history;
}

std::vector<std::string> from_broken_to_fixed(std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"--find-fix", "--bad", "start", "--good", "end"});
  return more;
}

}  // namespace

TEST_CASE("the commit that repaired something is found and proven", "[e2e.find_fix]") {
  const World world(repaired_history());
  const auto before = world.user_state();
  const Ended ended = world.run(from_broken_to_fixed());
  require_culprit(world, ended, 5);
  CHECK_THAT(ended.out, contains("fix: " + world.id(5).substr(0, 12)) &&
                            contains("reverting the commit that was found") &&
                            contains("holds: the fix is good") && contains("holds: its parent is bad") &&
                            contains("holds: the good end without it is bad") &&
                            contains("evidence: mount-writer-held/mount gives EBUSY"));
  // The end that fails is tested first, because its failure rate determines what a pass is worth.
  CHECK(world.recorded().front() == World::good_end);
  CHECK(world.verdict(World::bad_end) == "good");
  CHECK(world.result()["certificate"]["holds"] == true);
  CHECK(world.result()["outcome"]["expectation"] == "none");
  CHECK(world.change_since(before).empty());
  SECTION("git comes to the same by the log, in its own words") {
    world.git({"bisect", "replay", world.run_folder() / "bisect.log"});
    CHECK(world.git({"rev-parse", "refs/bisect/fixed"}) == world.id(5));
    CHECK(world.git({"rev-parse", "refs/bisect/broken-" + world.id(4)}) == world.id(4));
  }
  SECTION("the proof can be made once more") {
    const Ended again = world.kbisect(
        {"certify", world.run_folder(), "--configs", world.configs(), "--cache", world.cache()});
    INFO(again.out << again.err);
    CHECK(again.status == 0);
    CHECK_THAT(again.out, contains("agreed: the fix is good"));
  }
  SECTION("there is no culprit in it that could be explained") {
    const Ended explained = world.kbisect(
        {"explain", world.run_folder(), "--configs", world.configs(), "--cache", world.cache()});
    CHECK(explained.status == 2);
    CHECK_THAT(explained.err, contains("has looked for a fix"));
  }
}

TEST_CASE("a hunt for a fix that was stopped is gone on with", "[e2e.find_fix]") {
  const World world(repaired_history());
  CHECK(world.run(from_broken_to_fixed({"--steps", "3"})).status == 130);
  require_culprit(world, world.resume(), 5);
}

TEST_CASE("beside a fix that cannot be tested all that it may be are named", "[e2e.find_fix]") {
  History history = repaired_history();
  history.otherwise[5] = "no-build";
  const World world(history);
  const Ended ended = world.run(from_broken_to_fixed());
  INFO(ended.out << ended.err);
  CHECK(ended.status == 3);
  CHECK(world.result()["outcome"]["candidates"].size() == 2);
  CHECK_THAT(ended.out,
             contains("each of these 2 could be the fix") && contains("with --fixup, and run again"));
}

TEST_CASE("where the broken end works, or the fixed one does not, that is said", "[e2e.find_fix]") {
  SECTION("the broken end works") {
    const World world({.culprit = 5, .bad = "good"});
    const Ended ended = world.run(from_broken_to_fixed());
    CHECK(ended.status == 4);
    CHECK_THAT(ended.out, contains("the bad end does not hold") && contains("give another --bad"));
  }
  SECTION("the fixed end does not") {
    History history = repaired_history();
    history.bad = "bad";
    const World world(history);
    const Ended ended = world.run(from_broken_to_fixed());
    CHECK(ended.status == 4);
    CHECK_THAT(ended.out, contains("the good end does not hold") && contains("releases --forward"));
  }
}

TEST_CASE("ends in the wrong order are refused, whichever is looked for", "[e2e.find_fix]") {
  const World world(repaired_history());
  const auto require_refused = [&](const std::vector<std::string>& arguments, const std::string& message) {
    const Ended ended = world.run(arguments);
    INFO(ended.out << ended.err);
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, contains(message));
    CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
    CHECK_FALSE(fs::exists(world.results()));
  };
  require_refused({"--find-fix"}, "bad 'end' is a descendant of good 'start'");
  require_refused({"--good", "end", "--bad", "start"}, "give --find-fix");
  require_refused({"--find-fix", "--bad", world.id(6), "--good", world.id(3)},
                  "give their merge base instead: --bad");
  require_refused({"--find-fix", "--bad", "end", "--good", "end"}, "are the same commit");
}
