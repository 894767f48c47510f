#include "model/guest/own_test.hpp"

#include "model/guest/judge.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

using Lines = std::vector<std::string>;

// The agent's report of a test whose output is `ktap` and which ended with `end`: "exit: 1".
Lines own_report(const std::string& end, const std::string& result, const Lines& ktap = {}) {
  Lines lines{"KTAP version 1", "1..1"};
  if (!ktap.empty()) lines.insert(lines.end(), {"  KTAP version 1", "  # Subtest: test"});
  for (const std::string& line : ktap) lines.push_back("  " + line);
  lines.insert(lines.end(), {"# " + end, "# role: own", result});
  return lines;
}

const Lines passes = own_report("exit: 0", "ok 1 test");

Verdict verdict_on(const Lines& ktap, const std::string& hunted = "test") {
  return judge({.agent_up = true, .complete = true, .ktap = ktap}, {.hunted = TestFailure{hunted}});
}

Bad bad(const std::string& signature) {
  return {.signature = signature};
}

Skip skipped(const std::string& detail) {
  return {SkipReason::test_skipped, detail};
}

}  // namespace

TEST_CASE("a test of one's own is judged by its KTAP, or else by how it ends", "[own_test]") {
  struct Row {
    const char* what;
    Lines ktap;
    Verdict verdict;
  };
  const Lines fails = {"1..2", "ok 1 a", "not ok 2 b"};
  const Row rows[] = {
      {"exit code 0", passes, Good{}},
      {"exit code 1", own_report("exit: 1", "not ok 1 test"), bad("test exits with 1")},
      {"exit code 127", own_report("exit: 127", "not ok 1 test"), bad("test exits with 127")},
      {"kselftest's skip", own_report("exit: 4", "ok 1 test # SKIP exit code 4"),
       skipped("test: SKIP exit code 4")},
      {"a signal", own_report("signal: 11 (Segmentation fault)", "not ok 1 test"),
       bad("test is killed by signal 11")},
      {"results pass", own_report("exit: 0", "ok 1 test", {"1..2", "ok 1 a", "ok 2 b # SKIP no x"}), Good{}},
      {"results pass, whatever the exit code", own_report("exit: 1", "not ok 1 test", {"1..1", "ok 1 a"}),
       Good{}},
      {"a result fails", own_report("exit: 1", "not ok 1 test", fails), bad("test/b fails")},
      {"a result fails, whatever the exit code", own_report("exit: 0", "ok 1 test", fails),
       bad("test/b fails")},
      {"a result fails and the exit code is a skip",
       own_report("exit: 4", "ok 1 test # SKIP exit code 4", fails), bad("test/b fails")},
      {"a result fails below one that passes",
       own_report("exit: 0", "ok 1 test", {"1..1", "  1..1", "  not ok 1 deep", "ok 1 a"}),
       bad("test/a/deep fails")},
      {"all results are skipped", own_report("exit: 0", "ok 1 test", {"1..1", "ok 1 a # SKIP no x"}),
       skipped("test: all of its results are skipped")},
      {"results pass, then a signal", own_report("signal: 6 (Aborted)", "not ok 1 test", {"1..1", "ok 1 a"}),
       bad("test is killed by signal 6")},
      {"results are missing, and it fails", own_report("exit: 1", "not ok 1 test", {"1..2", "ok 1 a"}),
       bad("test exits with 1")},
      {"results are missing, and it passes", own_report("exit: 0", "ok 1 test", {"1..2", "ok 1 a"}),
       skipped("test: it exits with 0 after 1 results of 2 planned")},
      {"it bails out", own_report("exit: 1", "not ok 1 test", {"1..2", "ok 1 a", "Bail out! no x"}),
       bad("test exits with 1")},
      {"it bails out with 0", own_report("exit: 0", "ok 1 test", {"Bail out! no x"}),
       skipped("test: it exits with 0 after bailing out")},
      {"a plan of none", own_report("exit: 4", "ok 1 test # SKIP exit code 4", {"1..0 # SKIP no x"}),
       skipped("test: SKIP exit code 4")},
      {"it cannot be started",
       {"KTAP version 1", "1..1", "Bail out! /test/program cannot be started"},
       Skip{SkipReason::other_failure, "Bail out! /test/program cannot be started"}},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const Verdict verdict = verdict_on(row.ktap);
    CHECK(detail(verdict) == detail(row.verdict));
    CHECK(verdict == row.verdict);
  }
}

TEST_CASE("one result of a test can be hunted alone", "[own_test]") {
  const Lines ktap =
      own_report("exit: 1", "not ok 1 test", {"1..3", "ok 1 a", "not ok 2 b", "ok 3 c # SKIP no x"});
  CHECK(verdict_on(ktap, "test/a") == Verdict(Good{}));
  CHECK(verdict_on(ktap, "test/b") == Verdict(bad("test/b fails")));
  CHECK(verdict_on(ktap, "test/c") == Verdict(skipped("test/c: SKIP no x")));
  CHECK(verdict_on(ktap, "test/d") == Verdict(Skip{SkipReason::other_failure, "test/d was not run"}));
}

TEST_CASE("a test of one's own can show a complaint in the kernel's log", "[own_test]") {
  const Symptom warning{.hunted = LogPattern{SplatKind::warning, {}, {}}};
  const Observation good{.agent_up = true, .complete = true, .ktap = passes};
  CHECK(judge(good, warning) == Verdict(Good{}));
  Observation other = good;
  other.ktap = own_report("exit: 3", "not ok 1 test");
  CHECK(judge(other, warning) == Verdict(Skip{SkipReason::other_failure, "test exits with 3"}));
  other.ktap = own_report("exit: 4", "ok 1 test # SKIP exit code 4");
  CHECK(judge(other, warning) == Verdict(skipped("test: SKIP exit code 4")));
}
