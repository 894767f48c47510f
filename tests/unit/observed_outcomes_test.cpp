#include "model/guest/observed_outcomes.hpp"

#include "model/guest/judge.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

const ObservedOutcomes expected{
    {{"held/mount", "OK", "EBUSY"}, {"tool/mount", "OK", "EBUSY,exit-32"}, {"plain/mount", "EIO", "EIO"}}};

// A report of three cases; an empty outcome means that the case observed nothing.
std::vector<std::string> report(const std::string& held, const std::string& tool, const std::string& plain) {
  std::vector<std::string> lines{"KTAP version 1", "1..3"};
  int number = 0;
  for (const auto& [name, outcome] : {std::pair("held", held), {"tool", tool}, {"plain", plain}}) {
    if (!outcome.empty()) lines.insert(lines.end(), {"  # outcome: " + outcome, "  ok 1 mount"});
    lines.insert(lines.end(), {"# role: observed", "ok " + std::to_string(++number) + " " + name});
  }
  return lines;
}

Verdict judged(std::vector<std::string> ktap, OtherFailure other = OtherFailure::skip) {
  return judge({.agent_up = true,
                .complete = true,
                .ktap = std::move(ktap),
                .console = {"[ 1.0] kbisect: step held/mount", "[ 1.1] /dev/loop0: Can't open blockdev",
                            "[ 1.2] kbisect: end of held"}},
               {.hunted = expected, .on_other_failure = other});
}

}  // namespace

TEST_CASE("all rows together make a verdict", "[observed_outcomes]") {
  CHECK(judged(report("OK", "OK", "EIO")) == Verdict(Good{}));
  const Verdict verdict = judged(report("EBUSY", "EBUSY,exit-32", "EIO"));
  CHECK(detail(verdict) == "held/mount gives EBUSY, and 1 more are as on the bad side");
  REQUIRE(std::holds_alternative<Bad>(verdict));
  CHECK(std::get<Bad>(verdict).console_line == "/dev/loop0: Can't open blockdev");
}

TEST_CASE("what fits neither side is a skip that names the row", "[observed_outcomes]") {
  struct Row {
    std::vector<std::string> ktap;
    SkipReason reason;
    const char* detail;
  };
  const Row rows[] = {
      {report("EBUSY", "OK", "EIO"), SkipReason::other_failure,
       "held/mount gives EBUSY, as on the bad side, and tool/mount gives OK, as on the good one"},
      {report("EIO", "OK", "EIO"), SkipReason::other_failure, "held/mount gives EIO, neither OK nor EBUSY"},
      {report("EBUSY", "exit-32", "EIO"), SkipReason::other_failure,
       "tool/mount gives exit-32, neither OK nor EBUSY,exit-32"},
      {report("EBUSY", "EBUSY,exit-32", "OK"), SkipReason::control_failed, "plain/mount gives OK, not EIO"},
      {report("EBUSY", "", "EIO"), SkipReason::test_skipped, "tool/mount was not observed"},
  };
  for (const Row& row : rows) {
    INFO(row.detail);
    CHECK(judged(row.ktap) == Verdict(Skip{row.reason, row.detail}));
    const bool counts = row.reason == SkipReason::other_failure;
    CHECK(term(judged(row.ktap, OtherFailure::bad)) == (counts ? "bad" : "skip"));
  }
}

TEST_CASE("a case that could not be prepared is no outcome", "[observed_outcomes]") {
  auto ktap = report("OK", "OK", "EIO");
  ktap[ktap.size() - 1] = "not ok 3 plain";
  ktap.insert(ktap.end() - 2, {"  # errno: ENODEV (No such device)", "  not ok 2 attach"});
  CHECK(judged(ktap) == Verdict(Skip{SkipReason::other_failure, "plain/attach gives ENODEV"}));
}

TEST_CASE("observed cases say the first step that failed", "[observed_outcomes]") {
  const auto cases = observed_cases(parse_ktap(report("OK", "EBUSY,exit-32", "")).results);
  REQUIRE(cases.size() == 2);
  CHECK(cases[0].name == "held");
  CHECK(cases[0].failure.empty());
  CHECK(cases[1].failure == "tool/mount gives EBUSY,exit-32");
  CHECK(observed_cases({}).empty());
}
