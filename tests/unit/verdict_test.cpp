#include "model/verdict.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a verdict survives the journal", "[verdict]") {
  const Verdict verdicts[] = {
      Good{},
      Bad{"held/mount gives EBUSY", "/dev/loop0: Can't open blockdev", StepFailure{"held/mount", "EBUSY"}},
      Bad{.signature = "WARNING in mntput", .console_line = "WARNING: CPU: 0 PID: 1 at a.c:1 mntput+0x1/0x2"},
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
  CHECK(detail(Bad{.signature = "WARNING in mntput"}) == "WARNING in mntput");
  CHECK(detail(Skip{SkipReason::cannot_build, "x.c:1: error: y"}) == "cannot build: x.c:1: error: y");
}

TEST_CASE("a bad step of a journal from before there were other symptoms is read", "[verdict]") {
  const Verdict read =
      verdict_from_json({{"term", "bad"}, {"step", "a/b"}, {"errno", "EIO"}, {"console_line", "c"}});
  CHECK(read == Verdict(Bad{"a/b gives EIO", "c", StepFailure{"a/b", "EIO"}}));
}
