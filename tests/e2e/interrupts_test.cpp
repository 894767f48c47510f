// Ctrl-C, SIGTERM and SIGKILL at any time.
#include <algorithm>
#include <csignal>
#include <random>
#include <thread>

#include "base/clock.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

namespace {

using namespace std::chrono_literals;

// Each kill may cost the commit that was under way, and nothing else.
void require_whole(const World& world, const Ended& ended, int kills) {
  INFO(ended.out << ended.err);
  REQUIRE(ended.status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  auto recorded = world.recorded();
  CHECK(world.configured().size() <= recorded.size() + static_cast<size_t>(kills));
  CHECK(world.result()["steps"].size() >= recorded.size());
  std::sort(recorded.begin(), recorded.end());
  CHECK(std::adjacent_find(recorded.begin(), recorded.end()) == recorded.end());
  CHECK(eventually([&] { return world.alive().empty(); }, 5s));
  CHECK(world.git({"worktree", "list"}).find('\n') == std::string::npos);
}

bool has_run_folder(const World& world) {
  return std::filesystem::exists(world.results()) && !std::filesystem::is_empty(world.results()) &&
         std::filesystem::exists(world.run_folder() / "journal.jsonl") && !world.journal().empty();
}

}  // namespace

TEST_CASE("an interrupt in any phase ends everything, and the run goes on later", "[e2e.interrupts]") {
  const char* phase = GENERATE("configure", "build", "boot");
  const int signal = GENERATE(SIGINT, SIGTERM);
  const int step = GENERATE(1, 3);
  INFO(phase << ", signal " << signal << ", step " << step);
  World world;
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
  // make had its time to clean up.
  CHECK_THAT(resumed.out, !contains("made anew"));
  CHECK(world.change_since(before).empty());
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

TEST_CASE("a run that is killed in a phase leaves nothing running, and goes on later", "[e2e.interrupts]") {
  const char* phase = GENERATE("configure", "build", "boot");
  INFO(phase);
  World world;
  world.trouble(std::string("hang-in-") + phase, 3);
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGKILL);
  CHECK(child.wait().status == 128 + SIGKILL);
  CHECK(eventually([&] { return world.alive().empty(); }, 5s));
  CHECK(world.recorded().size() == 2);
  world.no_trouble();
  const Ended resumed = world.resume();
  require_whole(world, resumed, 1);
  CHECK((resumed.out.find("made anew") != std::string::npos) == (std::string(phase) == "build"));
}

TEST_CASE("a run that is killed at any instant goes on later, and tests no commit twice",
          "[e2e.interrupts]") {
  constexpr unsigned seed = 20240109;
  std::mt19937 random(seed);
  // How long a run takes that nobody kills: sanitizers and a loaded machine make that seconds.
  const kbisect::Stopwatch watch;
  REQUIRE(World().run().status == 0);
  const auto whole = static_cast<unsigned>(1000 * watch.seconds()) + 1;
  for (int round = 0; round < 6; ++round) {
    World world;
    int kills = 0;
    // Later and later, so that every part of a run is hit.
    Ended ended{.status = -1};
    for (int attempt = 0; ended.status != 0; ++attempt) {
      REQUIRE(attempt < 60);
      Child child = world.start(has_run_folder(world) ? world.resume_arguments() : world.run_arguments());
      std::this_thread::sleep_for(std::chrono::milliseconds(
          random() % (whole / 3 + whole / 10 * static_cast<unsigned>(attempt) + 1)));
      child.signal(SIGKILL);
      ended = child.wait();
      INFO("round " << round << ", attempt " << attempt << ": " << ended.out << ended.err);
      // Either we were in time, or the run was.
      REQUIRE((ended.status == 128 + SIGKILL || ended.status == 0));
      kills += ended.status != 0 ? 1 : 0;
      REQUIRE(eventually([&] { return world.alive().empty(); }, 5s));
      if (!has_run_folder(world)) std::filesystem::remove_all(world.results());
      if (has_run_folder(world) && world.journal().back()["type"] == "outcome") break;
    }
    INFO("round " << round);
    if (ended.status != 0) {
      // Killed after the last word of the journal, so its reports must be there.
      ended = {};
    }
    require_whole(world, ended, kills);
  }
}
