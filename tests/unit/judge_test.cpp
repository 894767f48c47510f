#include "model/judge.hpp"

#include "support/catch.hpp"

using namespace kbisect;
using namespace std::string_literals;

namespace {

const Symptom symptom{.step = "held/mount", .errno_name = "EBUSY"};

using Lines = std::vector<std::string>;

// One case as a guest test writes it; its only step "mount" passes, or fails with an errno.
Lines one_case(int number, const std::string& name, const std::string& role,
               const std::string& errno_name = "") {
  Lines lines{"  KTAP version 1", "  # Subtest: " + name};
  if (!errno_name.empty()) lines.push_back("  # errno: " + errno_name + " (in words)");
  const std::string outcome = errno_name.empty() ? "ok " : "not ok ";
  lines.push_back("  " + outcome + "1 mount");
  if (!role.empty()) lines.push_back("# role: " + role);
  lines.push_back(outcome + std::to_string(number) + " " + name);
  return lines;
}

Lines report(const std::vector<Lines>& cases) {
  Lines lines{"KTAP version 1", "1.." + std::to_string(cases.size())};
  for (const Lines& one : cases) lines.insert(lines.end(), one.begin(), one.end());
  return lines;
}

Verdict judged(const Lines& ktap, const Lines& console = {}) {
  return judge({.agent_up = true, .complete = true, .ktap = ktap, .console = console}, symptom);
}

Skip skip(SkipReason reason, const std::string& detail) {
  return {reason, detail};
}

}  // namespace

TEST_CASE("a whole report and its verdict", "[judge]") {
  struct Row {
    const char* what;
    Lines ktap;
    Verdict verdict;
  };
  const Lines control = one_case(1, "plain", "control");
  const Lines good = one_case(2, "held", "hunted");
  const Lines bad = one_case(2, "held", "hunted", "EBUSY");
  const Bad seen{"held/mount", "EBUSY", ""};
  const Row rows[] = {
      {"all pass", report({control, good}), Good{}},
      {"the symptom", report({control, bad}), seen},
      {"the symptom, without a role line", report({control, one_case(2, "held", "", "EBUSY")}), seen},
      {"the symptom beside another hunted failure", report({one_case(1, "other", "hunted", "EIO"), bad}),
       seen},
      {"a reference case fails", report({one_case(1, "ref", "reference", "EBUSY"), good}), Good{}},
      {"a reference case fails beside the symptom", report({one_case(1, "ref", "reference", "EIO"), bad}),
       seen},
      {"another errno", report({control, one_case(2, "held", "hunted", "EIO")}),
       skip(SkipReason::other_failure, "held/mount gives EIO")},
      {"an errno that only begins alike", report({control, one_case(2, "held", "hunted", "EBUSYX")}),
       skip(SkipReason::other_failure, "held/mount gives EBUSYX")},
      {"another hunted case fails", report({one_case(1, "other", "hunted", "EBUSY"), good}),
       skip(SkipReason::other_failure, "other/mount gives EBUSY")},
      {"a control fails", report({one_case(1, "plain", "control", "ENODEV"), good}),
       skip(SkipReason::control_failed, "plain/mount gives ENODEV")},
      {"a control fails beside the symptom", report({one_case(1, "plain", "control", "EBUSY"), bad}),
       skip(SkipReason::control_failed, "plain/mount gives EBUSY")},
      {"a control is skipped", report({{"# role: control", "ok 1 plain # SKIP no loop"}, bad}),
       skip(SkipReason::control_failed, "plain: SKIP no loop")},
      {"the hunted case is skipped", report({control, {"# role: hunted", "ok 2 held # SKIP no loop"}}),
       skip(SkipReason::other_failure, "held: SKIP no loop")},
      {"the hunted step was not run", report({control, {"  ok 1 attach", "ok 2 held"}}),
       skip(SkipReason::other_failure, "held/mount was not run")},
      {"no hunted case", report({control}), skip(SkipReason::other_failure, "held/mount was not run")},
      {"the symptom in a reference case", report({control, one_case(2, "held", "reference", "EBUSY")}),
       skip(SkipReason::other_failure, "held/mount was not run")},
      {"a case that claims to pass with a failed step",
       report({{"  # errno: EIO (x)", "  not ok 1 write", "# role: control", "ok 1 plain"}, good}),
       skip(SkipReason::control_failed, "plain/write gives EIO")},
      {"a failure without an errno", report({control, {"  not ok 1 mount", "not ok 2 held"}}),
       skip(SkipReason::other_failure, "held/mount fails")},
      {"fewer cases than planned",
       {"KTAP version 1", "1..2", "ok 1 held"},
       skip(SkipReason::garbled_report, "1 cases of 2 planned")},
      {"no plan", {"KTAP version 1", "ok 1 held"}, skip(SkipReason::garbled_report, "1 cases of 0 planned")},
      {"no case",
       {"KTAP version 1", "1..0 # SKIP all"},
       skip(SkipReason::garbled_report, "the test reports no case")},
      {"nothing", {}, skip(SkipReason::garbled_report, "the test reports no case")},
      {"a bail-out",
       {"KTAP version 1", "1..1", "ok 1 held", "Bail out! killed by signal 11"},
       skip(SkipReason::other_failure, "Bail out! killed by signal 11")},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const Verdict verdict = judged(row.ktap);
    CHECK(detail(verdict) == detail(row.verdict));
    CHECK(verdict == row.verdict);
  }
}

TEST_CASE("no whole report, no verdict on the bug", "[judge]") {
  struct Row {
    const char* what;
    Observation observation;
    Skip verdict;
  };
  const Lines panic{"[    0.5] Kernel panic - not syncing: VFS: Unable to mount root fs\r",
                    "[    0.6] Rebooting\r"};
  const Lines half = {"KTAP version 1", "1..2", "  ok 1 mount"};
  const Row rows[] = {
      {"panic before the agent",
       {.console = panic},
       skip(SkipReason::panic, "Kernel panic - not syncing: VFS: Unable to mount root fs")},
      {"panic during the test",
       {.agent_up = true, .ktap = half, .console = panic},
       skip(SkipReason::panic, "Kernel panic - not syncing: VFS: Unable to mount root fs")},
      {"silence", {.ending = BootEnding::deadline}, skip(SkipReason::no_agent, "the console is empty")},
      {"hang while booting",
       {.ending = BootEnding::deadline, .console = {"[    0.1][    T0] Calibrating\r", "\r", ""}},
       skip(SkipReason::no_agent, "last on the console: Calibrating")},
      {"no port",
       {.console = {"[ 1.0] kbisect: no virtio-serial port", "[ 1.1] reboot: Restarting system"}},
       skip(SkipReason::no_agent, "last on the console: kbisect: no virtio-serial port")},
      {"hang in the test",
       {.ending = BootEnding::deadline, .agent_up = true, .ktap = half},
       skip(SkipReason::test_timed_out, "last heard of the test: ok 1 mount")},
      {"hang before the test",
       {.ending = BootEnding::deadline, .agent_up = true},
       skip(SkipReason::test_timed_out, "nothing was heard of the test")},
      {"left too early",
       {.agent_up = true, .ktap = half},
       skip(SkipReason::garbled_report,
            "the guest left before its report was whole; last heard of the test: ok 1 mount")},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(judge(row.observation, symptom) == Verdict(row.verdict));
  }
}

TEST_CASE("a panic after the whole report changes nothing", "[judge]") {
  CHECK(judged(report({one_case(1, "held", "hunted")}), {"Kernel panic - not syncing: late"}) ==
        Verdict(Good{}));
}

TEST_CASE("bad carries what the kernel said during the step, and nothing else", "[judge]") {
  struct Row {
    Lines console;
    const char* line;
  };
  const Row rows[] = {
      {{}, ""},
      {{"[ 1.1] kbisect: step held/mount"}, ""},
      {{"/dev/loop0: Can't open blockdev"}, ""},
      {{"[ 1.0] loop0: detected capacity change\r", "[ 1.1] kbisect: step held/mount\r",
        "[ 1.2] /dev/loop0: Can't open blockdev\r", "[ 1.3] kbisect: end of held\r"},
       "/dev/loop0: Can't open blockdev"},
      {{"[ 1.1] kbisect: step held/mount", "[ 1.3] kbisect: end of held", "/dev/loop0: Can't open blockdev"},
       ""},
      {{"[ 1.1] kbisect: step held/mount-again", "/dev/loop0: Can't open blockdev"}, ""},
      {{"kbisect: step held/mount", "a\x1b\xff"}, "a??"},
  };
  for (const Row& row : rows) {
    const Verdict verdict = judged(report({one_case(1, "held", "hunted", "EBUSY")}), row.console);
    REQUIRE(std::holds_alternative<Bad>(verdict));
    CHECK(std::get<Bad>(verdict).console_line == row.line);
  }
}

TEST_CASE("a verdict on hostile bytes can still be recorded", "[judge]") {
  const std::string hostile = "\0\x1b[31m\xff\xfe[ ] [1] "s;
  const Lines lines{hostile, "not ok 1 " + hostile, "Bail out! " + hostile, "[", "[ 1.0] ", "[ 1.0", "]"};
  for (const bool complete : {false, true}) {
    for (const bool up : {false, true}) {
      const Verdict verdict =
          judge({.agent_up = up, .complete = complete, .ktap = lines, .console = lines}, symptom);
      CHECK_NOTHROW(to_json(verdict).dump());
      CHECK(term(verdict) == "skip");
    }
  }
}
