// kill -9 at any instant: like a power cut, except that data already written still reaches the disk.
#include <csignal>
#include <cstdio>
#include <random>
#include <thread>

#include "base/clock.hpp"
#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/sanitized.hpp"

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

bool has_begun(const World& world) {
  return fs::exists(world.results()) && !fs::is_empty(world.results()) &&
         fs::exists(world.run_folder() / "journal.jsonl") && !world.journal().empty();
}

class Killer {
 public:
  Killer() {
    std::printf("seed %u\n", seed_);
    // Measures an undisturbed run, which takes seconds with sanitizers or on a loaded machine.
    const kbisect::Stopwatch watch;
    REQUIRE(World().run().status == 0);
    whole_ = static_cast<unsigned>(1000 * watch.seconds()) + 1;
  }

  // Kills and resumes one run until it finishes.
  void play_round() {
    const World world;
    int kills = 0;
    Ended ended{.status = -1};
    for (int attempt = 0; ended.status != 0; ++attempt) {
      REQUIRE(attempt < 60);
      Child child = world.start(has_begun(world) ? world.resume_arguments() : world.run_arguments());
      std::this_thread::sleep_for(instant(attempt));
      child.signal(SIGKILL);
      ended = child.wait();
      INFO("attempt " << attempt << ": " << ended.out << ended.err);
      // Either the kill was in time, or the run finished first.
      REQUIRE((ended.status == 128 + SIGKILL || ended.status == 0));
      kills += ended.status != 0 ? 1 : 0;
      REQUIRE(eventually([&] { return world.alive().empty(); }, 5s));
      if (!has_begun(world)) {
        fs::remove_all(world.results());
        continue;
      }
      require_readable(world);
      // Killed after the journal's last line, so the reports must exist.
      if (world.journal().back()["type"] == "outcome") ended.status = 0;
    }
    require_whole(world, ended, kills);
  }

 private:
  // At first any time within a run, then later and later, so that the run can finish.
  std::chrono::milliseconds instant(int attempt) {
    const unsigned latest = whole_ + whole_ / 4 * static_cast<unsigned>(attempt);
    return std::chrono::milliseconds(std::uniform_int_distribution<unsigned>(0, latest)(random_));
  }

  unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  unsigned whole_ = 0;
};

void play(int rounds) {
  Killer killer;
  for (int round = 0; round < rounds; ++round) {
    INFO("round " << round);
    killer.play_round();
  }
}

}  // namespace

TEST_CASE("a run that is killed at any instant goes on later, and tests no commit twice", "[e2e.kill]") {
  play(is_sanitized ? 4 : 20);
}

TEST_CASE("the same, for many instants", "[.][e2e_long.kill]") {
  play(200);
}

TEST_CASE("a run that is killed in a phase leaves nothing running, and goes on later", "[e2e.kill]") {
  const std::string phase = GENERATE("checkout", "configure", "build", "boot");
  INFO(phase);
  World world;
  world.filter_checkouts();
  world.trouble("hang-in-" + phase, 3);
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGKILL);
  CHECK(child.wait().status == 128 + SIGKILL);
  CHECK(eventually([&] { return world.alive().empty(); }, 5s));
  CHECK(world.recorded().size() == 2);
  world.no_trouble();
  const Ended resumed = world.resume();
  require_whole(world, resumed, 1);
  CHECK((resumed.out.find("made anew") != std::string::npos) == (phase == "build"));
}

TEST_CASE("a journal that was cut anywhere is gone on with", "[e2e.kill]") {
  World world;
  REQUIRE(world.run().status == 0);
  const fs::path journal = world.run_folder() / "journal.jsonl";
  const std::string whole = *kbisect::read_file(journal);
  const size_t header = whole.find('\n') + 1;
  constexpr size_t cuts = is_sanitized ? 3 : 12;
  for (size_t i = 0; i < cuts; ++i) {
    // The last cut removes only the line feed.
    const size_t size = header + (whole.size() - 1 - header) * i / (cuts - 1);
    INFO(size << " of " << whole.size() << " bytes");
    kbisect::write_atomically(journal, whole.substr(0, size));
    require_culprit(world, world.resume(), 5);
    require_readable(world);
    const std::string kept = whole.substr(0, whole.rfind('\n', size - 1) + 1);
    CHECK(kbisect::read_file(journal)->rfind(kept, 0) == 0);
    CHECK(world.journal().back()["type"] == "outcome");
  }
}
