// What happens if the proof of a culprit does not hold.
#include "support/catch.hpp"
#include "support/world.hpp"

TEST_CASE("a bug that is older than the range is told from one that came in with its oldest commit",
          "[e2e.proof]") {
  // Commit 2 already has the bug; the branch with the good end repaired it, but the other one did not.
  World world({.culprit = 3, .otherwise = {{2, "bad"}}});
  const Ended ended = world.run({"--good", world.id(6)});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 5);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(3));
  const auto certificate = world.result()["certificate"];
  CHECK(certificate["holds"] == false);
  const auto& parent = certificate["proofs"][1];
  CHECK(parent["commit"] == world.id(2));
  CHECK(parent["failed"] >= 5);
  CHECK(parent["holds"] == false);
  CHECK_THAT(parent["remark"].get<std::string>(), contains("older than the range"));
  CHECK_THAT(ended.out, contains("culprit, not proven"));
}

TEST_CASE("a parent below the good end is booted as every other one", "[e2e.proof]") {
  World world({.culprit = 3});
  const Ended ended = world.run({"--good", world.id(6)});
  INFO(ended.out << ended.err);
  REQUIRE(ended.status == 0);
  const auto certificate = world.result()["certificate"];
  CHECK(certificate["holds"] == true);
  CHECK(certificate["proofs"][1]["commit"] == world.id(2));
  CHECK(certificate["proofs"][1]["passed"] >= 5);
}

TEST_CASE("a bug that was repaired and came back is not proven to be the one commit's", "[e2e.proof]") {
  // 3 brings the bug, 8 repairs it, 12 brings it back.
  World world({.culprit = 12, .otherwise = {{3, "bad"}, {7, "bad"}}});
  const Ended ended = world.run();
  INFO(ended.out << ended.err);
  REQUIRE((ended.status == 0 || ended.status == 5));
  // Both commits broke it; what is claimed about the one that is named must be true.
  const auto result = world.result();
  const int culprit = world.number(result["outcome"]["culprit"]["id"]);
  CHECK((culprit == 12 || culprit == 3));
  CHECK(result["certificate"]["proofs"][0]["failed"] >= 5);
  CHECK(result["certificate"]["proofs"][1]["passed"] >= 5);
  CHECK(result["certificate"]["holds"] == (culprit == 12));
  CHECK((ended.status == 0) == (culprit == 12));
}
