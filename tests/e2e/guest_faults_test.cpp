// Guests that break, lie or make noise never get a verdict that they have not earned.
#include <set>

#include "support/catch.hpp"
#include "support/checks.hpp"

namespace fs = std::filesystem;

namespace {

// The reasons for which commits were skipped.
std::set<std::string> skips(const World& world) {
  std::set<std::string> found;
  for (const int commit : world.recorded()) {
    const std::string verdict = world.verdict(commit);
    if (verdict != "good" && verdict != "bad") found.insert(verdict);
  }
  return found;
}

}  // namespace

TEST_CASE("a guest that breaks, or whose report is not a whole one of this boot, is skipped with the reason",
          "[e2e.guest_faults]") {
  struct Row {
    const char* behaviour;
    const char* reason;
  };
  const auto [behaviour, reason] =
      GENERATE(Row{"boot-hangs", "no-agent"}, Row{"test-hangs", "test-timed-out"}, Row{"panics", "panic"},
               Row{"panics-in-test", "panic"}, Row{"resets", "no-agent"}, Row{"reboots", "test-timed-out"},
               Row{"garbage", "garbled-report"}, Row{"half-a-frame", "garbled-report"},
               Row{"another-nonce", "no-agent"}, Row{"no-nonce", "no-agent"},
               Row{"nul-before-a-frame", "garbled-report"}, Row{"not-utf-8", "other-failure"},
               Row{"megabyte-line", "garbled-report"}, Row{"floods-port", "test-timed-out"});
  INFO(behaviour);
  // 8 is the first pick in this history. 3 is good, so believing its report of the hunted failure would lead
  // away from the culprit.
  World world({.culprit = 5, .otherwise = {{3, behaviour}, {8, behaviour}, {12, behaviour}}});
  require_culprit(world, world.run({"--boot-seconds", "1"}), 5);
  CHECK(skips(world) == std::set<std::string>{reason});
  CHECK(world.alive().empty());
}

TEST_CASE("what a guest does after its whole report changes nothing", "[e2e.guest_faults]") {
  const std::string after = GENERATE("-hangs-at-exit", "-panics-at-exit", "-hasty", "-lied-about");
  INFO(after);
  World world({.culprit = 7,
               .otherwise = {{1, "good" + after},
                             {6, "good" + after},
                             {7, "bad" + after},
                             {8, "bad" + after},
                             {15, "bad" + after}}});
  require_culprit(world, world.run({"--boot-seconds", "1"}), 7);
  CHECK(skips(world).empty());
  CHECK(world.alive().empty());
}

TEST_CASE("noise around a whole report changes nothing, and no record is hurt by it", "[e2e.guest_faults]") {
  World world({.culprit = 5, .otherwise = {{1, "good-noisy"}, {4, "good-noisy"}}, .bad = "bad-noisy"});
  const Ended ended = world.run();
  require_culprit(world, ended, 5);
  CHECK(skips(world).empty());
  require_readable(world);
  for (const std::string& text : {ended.out, world.report()}) {
    CHECK(text.find('\0') == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\xff') == std::string::npos);
  }
}

TEST_CASE("a guest that floods its console is stopped, its log is cut, and that is said",
          "[e2e.guest_faults]") {
  World world({.culprit = 5, .otherwise = {{8, "floods"}, {12, "floods"}, {7, "floods"}}});
  const Ended ended = world.run();
  require_culprit(world, ended, 5);
  CHECK_THAT(ended.out, contains("flooded its console") && contains("64 MiB"));
  CHECK(skips(world) == std::set<std::string>{"flooded"});
  bool flooded = false;
  for (const auto& entry : fs::recursive_directory_iterator(world.run_folder() / "steps")) {
    if (entry.is_regular_file()) CHECK(entry.file_size() <= std::uintmax_t{64} << 20);
    flooded = flooded || (entry.is_regular_file() && entry.file_size() == std::uintmax_t{64} << 20);
  }
  CHECK(flooded);
}
