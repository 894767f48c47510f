// Commits that change nothing the build reads.
#include <csignal>

#include "support/catch.hpp"
#include "support/world.hpp"

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
