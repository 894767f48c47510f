#include "model/verdict.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a verdict survives the journal", "[verdict]") {
  const Verdict verdicts[] = {
      Good{}, Bad{"mount-writer-held/mount", "EBUSY", "/dev/loop0: Can't open blockdev"},
      Skip{SkipReason::cannot_build, "fs/super.c:1:1: error: no"}, Skip{SkipReason::garbled_report, ""}};
  for (const Verdict& verdict : verdicts) CHECK(verdict_from_json(to_json(verdict)) == verdict);
}

TEST_CASE("a verdict that nobody could have written is refused", "[verdict]") {
  CHECK_THROWS(verdict_from_json({{"term", "maybe"}}));
  CHECK_THROWS(verdict_from_json({{"term", "skip"}, {"reason", "tired"}, {"detail", ""}}));
  CHECK_THROWS(verdict_from_json({{"term", "bad"}}));
}

TEST_CASE("a verdict reads as a kernel developer would say it", "[verdict]") {
  CHECK(term(Good{}) == "good");
  CHECK(detail(Good{}).empty());
  CHECK(detail(Bad{"mount-writer-held/mount", "EBUSY", ""}) == "mount-writer-held/mount gives EBUSY");
  CHECK(detail(Skip{SkipReason::cannot_build, "x.c:1: error: y"}) == "cannot build: x.c:1: error: y");
}
