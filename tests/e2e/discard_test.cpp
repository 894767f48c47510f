// Commits that change nothing the build reads.
#include <csignal>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// A world in which make reports that it read `files`. Every commit N adds numbers/N.txt; only the culprit
// changes the file behaviour.
World reading(const std::string& files, int culprit) {
  return World({.culprit = culprit, .files = {{"inputs", files}}});
}

}  // namespace

TEST_CASE("commits that change nothing which the build reads are not built", "[e2e.discard]") {
  const World world = reading("behaviour\n", 5);
  const Ended ended = world.run();
  INFO(ended.out << ended.err);
  REQUIRE(ended.status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  CHECK(world.result()["certificate"]["holds"] == true);
  CHECK(world.result()["pruned"] == 13);
  CHECK_THAT(ended.out, contains("13 of 14 commits change nothing that the build reads"));
  // The two ends, the culprit and its parent.
  CHECK(world.made().size() == 4);
}

TEST_CASE("all are built where the user wants it", "[e2e.discard]") {
  const World world = reading("behaviour\n", 5);
  REQUIRE(world.run({"--discard", "nothing"}).status == 0);
  CHECK(world.result()["pruned"] == 0);
  CHECK(world.made().size() > 4);
}

TEST_CASE("a culprit that changes nothing which the build is known to read is found all the same",
          "[e2e.discard]") {
  // The records are incomplete: none names the file that matters.
  const std::string files =
      GENERATE("README\n", "numbers/3.txt\nnumbers/9.txt\n", "numbers/4.txt\nnumbers/6.txt\n");
  const int culprit = GENERATE(5, 8, 14);
  const World world = reading(files, culprit);
  const Ended ended = world.run();
  INFO(files << culprit << "\n" << ended.out << ended.err);
  REQUIRE(ended.status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(culprit));
  CHECK(world.result()["certificate"]["holds"] == true);
}

TEST_CASE("the journal tells what each build was expected to compile", "[e2e.discard]") {
  // Two of the files change the object: by the culprit and by commit 9.
  const World world = reading("behaviour\nnumbers/9.txt\n", 5);
  const auto steps_of_run = [&] {
    fs::remove_all(world.results());
    REQUIRE(world.run().status == 0);
    return world.result()["steps"];
  };
  const json first = steps_of_run();
  for (const json& step : first) {
    INFO(step.dump(1));
    // What objects read is known once both ends are built, and the revert is not of the search.
    const bool may_know = step["role"] == "search" || step["role"] == "proof";
    CHECK(step.contains("expected") == (may_know && step["build"]["reused"] == false));
    if (step.contains("expected")) {
      CHECK(step["expected"]["objects"] == 1);
      CHECK(step["expected"]["seconds"] > 0);
    }
  }
  size_t reused = 0;
  const json second = steps_of_run();
  for (const json& step : second) {
    INFO(step.dump(1));
    if (step["build"]["reused"] == false) continue;
    reused += 1;
    CHECK_FALSE(step.contains("expected"));
  }
  CHECK(reused > 0);
}

TEST_CASE("a resumed run goes on without the commits that were left out", "[e2e.discard]") {
  World world = reading("behaviour\n", 5);
  world.trouble("hang-in-build", 4);
  Child child = world.start(world.run_arguments());
  REQUIRE(world.reached());
  child.signal(SIGKILL);
  child.wait();
  world.no_trouble();
  const Ended resumed = world.resume();
  INFO(resumed.out << resumed.err);
  REQUIRE(resumed.status == 0);
  CHECK(world.result()["pruned"] == 13);
  CHECK(world.recorded().size() == 4);
}
