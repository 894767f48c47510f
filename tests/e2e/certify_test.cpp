// kbisect certify: the proof of a finished run is repeated.
#include <algorithm>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;

namespace {

Ended certify(const World& world, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"certify",     world.run_folder(), "--cache",
                                     world.cache(), "--results",        world.results()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return world.kbisect(arguments);
}

nlohmann::json record_of(const World& world) {
  for (const auto& entry : fs::directory_iterator(world.run_folder())) {
    if (entry.path().filename().string().rfind("certified-", 0) == 0)
      return nlohmann::json::parse(*kbisect::read_file(entry.path() / "certificate.json"));
  }
  return nullptr;
}

}  // namespace

TEST_CASE("the proof is made again from the run's files alone, and agrees line by line", "[e2e.certify]") {
  World world;
  REQUIRE(world.run().status == 0);
  // The profile and the campaign are gone.
  fs::remove_all(world.configs());
  const auto before = world.user_state();
  const Ended ended = certify(world);
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK_THAT(ended.out,
             contains("agreed: the culprit is bad (" + world.id(5).substr(0, 12) + "): holds") &&
                 contains("agreed: its parent is good (" + world.id(4).substr(0, 12) + "): holds") &&
                 contains("agreed: the bad end without it is good") && contains("agreed: the guest image") &&
                 contains("the proof agrees"));
  CHECK(ended.out.find("differs") == std::string::npos);
  const auto record = record_of(world);
  CHECK(record["agreed"] == true);
  for (const auto& step : record["steps"]) CHECK(step["runs"].size() >= 5);
  CHECK(world.change_since(before).empty());
  CHECK(world.alive().empty());
}

TEST_CASE("a run from elsewhere is certified on a clone of its tree", "[e2e.certify]") {
  World world;
  REQUIRE(world.run().status == 0);
  fs::rename(world.tree(), world.path() / "moved");
  const Ended lost = certify(world);
  CHECK(lost.status == 2);
  CHECK_THAT(lost.err, contains("with --linux"));
  const Ended ended = certify(world, {"--linux", world.path() / "moved"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK_THAT(ended.out, contains("the proof agrees"));
}

TEST_CASE("a proof that comes out otherwise is not agreed with, and what differs is named", "[e2e.certify]") {
  World world;
  REQUIRE(world.run().status == 0);
  SECTION("because the machine lets the bug pass now") {
    world.trouble("bug-passes");
    const Ended ended = certify(world);
    INFO(ended.out << ended.err);
    CHECK(ended.status == 5);
    CHECK_THAT(ended.out, contains("NOT AGREED: the culprit is bad") &&
                              contains("holds then, does not hold now") &&
                              contains("the proof does NOT agree"));
    CHECK(record_of(world)["agreed"] == false);
  }
  SECTION("because the guest image was lost and the agent is another one now") {
    // Another image with the same verdicts is reported but does not contradict the proof.
    kbisect::write_atomically(world.run_folder() / "initramfs.cpio.gz", "another");
    const Ended ended = certify(world);
    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.out, contains("differs: the guest image: "));
  }
}

TEST_CASE("a tree that does not have the run's commits is refused by its path", "[e2e.certify]") {
  World world;
  REQUIRE(world.run().status == 0);
  const World other({.culprit = 6});
  const auto entries = [&] {
    return std::distance(fs::directory_iterator(world.run_folder()), fs::directory_iterator());
  };
  const auto before = entries();
  const Ended ended = world.kbisect({"certify", world.run_folder(), "--configs", world.configs(), "--cache",
                                     world.cache(), "--linux", other.tree()});
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err,
             contains(other.tree().string()) && contains("give the tree that has it with --linux"));
  CHECK(entries() == before);
}

TEST_CASE("what has no culprit cannot be certified", "[e2e.certify]") {
  World world({.culprit = 6, .otherwise = {{4, "no-build"}, {5, "no-build"}, {6, "no-build"}}});
  REQUIRE(world.run().status == 3);
  const Ended none = certify(world);
  CHECK(none.status == 2);
  CHECK_THAT(none.err, contains("has found no culprit"));

  World stopped;
  stopped.trouble("qemu-fails", 3);
  REQUIRE(stopped.run().status == 1);
  const Ended unfinished = certify(stopped);
  CHECK(unfinished.status == 2);
  CHECK_THAT(unfinished.err, contains("is not finished") && contains("kbisect resume"));
}
