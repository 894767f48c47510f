// Ctrl-C, SIGTERM and a closed terminal, in every phase.
#include <csignal>

#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/sanitized.hpp"

using namespace std::chrono_literals;

TEST_CASE("an interrupt in any phase ends everything, and the run goes on later", "[e2e.interrupts]") {
  const char* phase = GENERATE("checkout", "configure", "build", "boot");
  const int signal = GENERATE(SIGINT, SIGTERM);
  const int step = GENERATE(from_range(all_or_last<int>({1, 3})));
  INFO(phase << ", signal " << signal << ", step " << step);
  World world;
  world.filter_checkouts();
  const auto before = world.user_state();
  world.trouble(std::string("hang-in-") + phase, step);
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(signal);
  const Ended ended = child.wait(4s);
  CHECK(ended.status == 130);
  CHECK_THAT(ended.err, contains("interrupted") && contains("kbisect resume"));
  CHECK(world.alive().empty());
  CHECK(std::filesystem::is_empty(world.temporary()));
  CHECK(static_cast<int>(world.recorded().size()) == step - 1);
  world.no_trouble();
  const Ended resumed = world.resume();
  require_whole(world, resumed, 1);
  // make was given time to clean up, so the build directory was kept.
  CHECK_THAT(resumed.out, !contains("made anew"));
  CHECK(world.change_since(before).empty());
}

TEST_CASE("a terminal that is closed interrupts", "[e2e.interrupts]") {
  World world;
  world.trouble("hang-in-boot");
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGHUP);
  const Ended ended = child.wait(4s);
  CHECK(ended.status == 130);
  CHECK_THAT(ended.err, contains("interrupted"));
  CHECK(world.alive().empty());
  CHECK(std::filesystem::is_empty(world.temporary()));
}

TEST_CASE("below nohup(1) a closed terminal is nothing", "[e2e.interrupts]") {
  World world;
  world.trouble("pause-in-boot");
  std::vector<std::string> argv{"sh", "-c", "trap '' HUP; exec \"$0\" \"$@\"", KBISECT_BINARY};
  const auto arguments = world.run_arguments();
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  Child child(argv, world.path(), world.environment, world.path() / "output-of-nohup");
  REQUIRE(world.reached());
  child.signal(SIGHUP);
  world.no_trouble();
  CHECK(child.wait().status == 0);
}

TEST_CASE("a make that does not heed an interrupt is killed, and its half-made objects are not built on",
          "[e2e.interrupts]") {
  World world;
  world.trouble("ignores-term-in-build", 3);
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGTERM);
  CHECK(child.wait(20s).status == 130);
  CHECK(world.alive().empty());
  world.no_trouble();
  const Ended resumed = world.resume();
  require_whole(world, resumed, 1);
  CHECK_THAT(resumed.out, contains("made anew"));
}

TEST_CASE("a second interrupt does not wait", "[e2e.interrupts]") {
  World world;
  world.trouble("hang-in-boot");
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGINT);
  child.signal(SIGINT);
  CHECK(child.wait(4s).status >= 128);
  CHECK(eventually([&] { return world.alive().empty(); }, 5s));
  world.no_trouble();
  require_whole(world, world.resume(), 1);
}

TEST_CASE("a second SIGTERM changes nothing: timeout(1) sends two", "[e2e.interrupts]") {
  World world;
  world.trouble("hang-in-boot");
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGTERM);
  child.signal(SIGTERM);
  const Ended ended = child.wait(4s);
  CHECK(ended.status == 130);
  CHECK_THAT(ended.err, contains("go on with"));
  CHECK(world.alive().empty());
}
