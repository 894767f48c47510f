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
  check_verdicts({{"boot-hangs", "no-agent"},
                  {"test-hangs", "test-timed-out"},
                  {"panics", "panic"},
                  {"panics-in-test", "panic"},
                  {"resets", "no-agent"},
                  {"reboots", "test-timed-out"},
                  {"garbage", "garbled-report"},
                  {"half-a-frame", "garbled-report"},
                  {"another-nonce", "no-agent"},
                  {"no-nonce", "no-agent"},
                  {"nul-before-a-frame", "garbled-report"},
                  {"not-utf-8", "other-failure"},
                  {"megabyte-line", "garbled-report"},
                  {"floods-port", "test-timed-out"}});
}

TEST_CASE("broken guests do not lead a search away from the culprit", "[e2e.guest_faults]") {
  // 8 is the first pick in this history, and 2 or 3 comes later. They are good, and their garbled reports say
  // that the hunted step failed.
  const World world(
      {.culprit = 5,
       .otherwise = {{2, "half-a-frame"}, {3, "half-a-frame"}, {8, "panics-in-test"}, {12, "boot-hangs"}}});
  require_culprit(world, world.run({"--boot-seconds", "1"}), 5);
  CHECK(world.verdict(8) == "panic");
  CHECK(skips(world).count("garbled-report") == 1);
  CHECK(world.alive().empty());
}

TEST_CASE("what a guest does after its whole report changes nothing", "[e2e.guest_faults]") {
  std::vector<ExpectedVerdict> rows;
  for (const char* after : {"-hangs-at-exit", "-panics-at-exit", "-hasty", "-lied-about"}) {
    rows.push_back({std::string("good") + after, "good"});
    rows.push_back({std::string("bad") + after, "bad"});
  }
  check_verdicts(rows);
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
