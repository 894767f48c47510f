#include "model/guest/judge.hpp"

#include "support/catch.hpp"

using namespace kbisect;
using namespace std::string_literals;

namespace {

const StepFailure busy{.step = "held/mount", .errno_name = "EBUSY"};
const Symptom symptom{.hunted = busy};

using Lines = std::vector<std::string>;

// One case as a guest test reports it; its only step "mount" passes, or fails with the given errno.
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
  const Bad seen{.signature = "held/mount gives EBUSY", .step_failure = busy};
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
       skip(SkipReason::test_skipped, "plain: SKIP no loop")},
      {"the hunted case is skipped", report({control, {"# role: hunted", "ok 2 held # SKIP no loop"}}),
       skip(SkipReason::test_skipped, "held: SKIP no loop")},
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
       skip(SkipReason::garbled_report, "1 of 2 planned cases reported")},
      {"a case that is misspelt",
       {"KTAP version 1", "1..2", "ok 1 held", "okay 2 mounted"},
       skip(SkipReason::garbled_report, "1 of 2 planned cases reported; not KTAP: okay 2 mounted")},
      {"a failure that is of no case",
       {"1..1", "  ok 1 mount", "ok 1 held", "  not ok 1 mount"},
       skip(SkipReason::garbled_report,
            "it has results that belong to no case; a subtest without its own result ends with: mount")},
      {"no plan",
       {"KTAP version 1", "ok 1 held"},
       skip(SkipReason::garbled_report, "1 of 0 planned cases reported")},
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
       skip(SkipReason::test_timed_out, "last output of the test: ok 1 mount")},
      {"hang before the test",
       {.ending = BootEnding::deadline, .agent_up = true},
       skip(SkipReason::test_timed_out, "the test printed nothing")},
      {"left too early",
       {.agent_up = true, .ktap = half},
       skip(SkipReason::garbled_report,
            "the guest ended before its report was complete; last output of the test: ok 1 mount")},
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

namespace {

const std::string null_bug = "[ 1.0] BUG: kernel NULL pointer dereference, address: 0000000000000018";
const std::string registers = "[ 1.1] RIP: 0010:lo_ioctl+0x4c/0x180";
const std::string warning = "[ 1.2] WARNING: CPU: 0 PID: 7 at fs/a.c:1 mntput+0x1/0x2";
const std::string panic = "[ 1.3] Kernel panic - not syncing: Fatal exception";
const std::string in_words = "bug: BUG: kernel NULL pointer dereference, address: N in lo_ioctl";

const Lines good_report = report({one_case(1, "plain", "control"), one_case(2, "held", "hunted")});
const Lines eio_report = report({one_case(1, "plain", "control"), one_case(2, "held", "hunted", "EIO")});
const Lines no_control = report({one_case(1, "plain", "control", "EIO"), one_case(2, "held", "hunted")});

Observation whole(const Lines& ktap, const Lines& console = {}) {
  return {.agent_up = true, .complete = true, .ktap = ktap, .console = console};
}

// "bad: WARNING in f" or "good".
std::string said(const Verdict& verdict) {
  return term(verdict) + (detail(verdict).empty() ? "" : ": " + detail(verdict));
}

struct Judged {
  const char* what;
  Observation observation;
  std::string verdict;
};

}  // namespace

TEST_CASE("a line of the kernel's log is hunted", "[judge]") {
  const Symptom hunted{.hunted = LogPattern{.kind = SplatKind::warning, .function = "mntput"}};
  const Judged rows[] = {
      {"seen, the report good", whole(good_report, {warning}), "bad: WARNING in mntput"},
      {"seen, then a panic", {.agent_up = true, .console = {warning, panic}}, "bad: WARNING in mntput"},
      {"seen before the agent",
       {.ending = BootEnding::deadline, .console = {warning}},
       "bad: WARNING in mntput"},
      {"seen, a control failed", whole(no_control, {warning}), "bad: WARNING in mntput"},
      {"seen, after a worse one", whole(good_report, {null_bug, registers, warning}),
       "bad: WARNING in mntput"},
      {"not seen", whole(good_report), "good"},
      {"another warning", whole(good_report, {"WARNING: CPU: 0 PID: 7 at fs/a.c:1 dput+0x1/0x2"}), "good"},
      {"a worse one", whole(good_report, {null_bug, registers}),
       "skip: a failure other than the hunted one: " + in_words},
      {"not seen, a control failed", whole(no_control),
       "skip: a positive control failed: plain/mount gives EIO"},
      {"not seen, the test failed", whole(eio_report),
       "skip: a failure other than the hunted one: held/mount gives EIO"},
      {"not seen, no report",
       {.agent_up = true, .console = {panic}},
       "skip: the kernel panicked: Kernel panic - not syncing: Fatal exception"},
      {"not seen, left early",
       {.agent_up = true},
       "skip: no complete report from the guest: the guest ended before its report was complete; the test "
       "printed nothing"},
  };
  for (const Judged& row : rows) {
    INFO(row.what);
    const Verdict verdict = judge(row.observation, hunted);
    CHECK(said(verdict) == row.verdict);
    if (const auto* bad = std::get_if<Bad>(&verdict))
      CHECK(bad->console_line == "WARNING: CPU: 0 PID: 7 at fs/a.c:1 mntput+0x1/0x2");
  }
}

TEST_CASE("a hang is hunted", "[judge]") {
  const Observation in_boot{.ending = BootEnding::deadline, .console = {"[ 1.0] Calibrating"}};
  const Observation in_test{.ending = BootEnding::deadline, .agent_up = true, .ktap = {"1..2"}};
  Observation panicked = in_boot;
  panicked.console.push_back(panic);
  const Symptom boot{.hunted = Hang{HangPhase::boot}};
  const Symptom test{.hunted = Hang{HangPhase::test}};
  CHECK(judge(in_boot, boot) ==
        Verdict(Bad{.signature = "hang: no agent within the deadline", .console_line = "Calibrating"}));
  CHECK(said(judge(in_test, test)) == "bad: hang: the guest test never ended");
  CHECK(term(judge(in_test, boot)) == "skip");
  CHECK(term(judge(in_boot, test)) == "skip");
  for (const Symptom& hunted : {boot, test}) {
    CHECK(term(judge(panicked, hunted)) == "skip");
    CHECK(term(judge({.agent_up = false}, hunted)) == "skip");  // the machine ended by itself
    CHECK(term(judge({.agent_up = true}, hunted)) == "skip");
    CHECK(judge(whole(good_report, {warning, null_bug}), hunted) == Verdict(Good{}));
    CHECK(term(judge(whole(no_control), hunted)) == "skip");
    CHECK(term(judge(whole(eio_report), hunted)) == "skip");
  }
}

TEST_CASE("another failure is bad where the campaign says so, and never what kept the test from judging",
          "[judge]") {
  const Symptom strict{.hunted = busy, .on_other_failure = OtherFailure::bad};
  const Lines bail_out{"1..1", "Bail out! killed by signal 9"};
  const Judged rows[] = {
      {"another errno", whole(eio_report), "bad: held/mount gives EIO"},
      {"the test was killed", whole(bail_out, {null_bug, registers}),
       "bad: Bail out! killed by signal 9; " + in_words},
      {"the test was killed, a control failed before",
       whole({"1..2", "# role: control", "not ok 1 plain", "Bail out! killed by signal 9"}),
       "skip: a failure other than the hunted one: Bail out! killed by signal 9"},
      {"a panic",
       {.agent_up = true, .console = {null_bug, registers, panic}},
       "bad: Kernel panic - not syncing: Fatal exception; " + in_words},
      {"a hang of the boot", {.ending = BootEnding::deadline}, "bad: hang: no agent within the deadline"},
      {"a hang of the test",
       {.ending = BootEnding::deadline, .agent_up = true},
       "bad: hang: the guest test never ended"},
      {"good", whole(good_report, {null_bug, panic}), "good"},
      {"the symptom",
       whole(report({one_case(1, "plain", "control"), one_case(2, "held", "hunted", "EBUSY")})),
       "bad: held/mount gives EBUSY"},
      {"a control failed", whole(no_control), "skip: a positive control failed: plain/mount gives EIO"},
      {"the hunted case is skipped", whole(report({{"ok 1 held # SKIP no loop"}})),
       "skip: the guest test cannot judge this kernel: held: SKIP no loop"},
      {"the hunted step was not run", whole(report({one_case(1, "plain", "control")})),
       "skip: a failure other than the hunted one: held/mount was not run"},
      {"no whole report",
       {.agent_up = true},
       "skip: no complete report from the guest: the guest ended before its report was complete; the test "
       "printed nothing"},
      {"a report that is none", whole({}),
       "skip: no complete report from the guest: the test reports no case"},
      {"left before the agent", {}, "skip: the guest agent never came up: the console is empty"},
  };
  for (const Judged& row : rows) {
    INFO(row.what);
    CHECK(said(judge(row.observation, strict)) == row.verdict);
  }
  const Symptom log{.hunted = LogPattern{}, .on_other_failure = OtherFailure::bad};
  CHECK(said(judge(whole(good_report, {null_bug, registers}), log)) == "bad: " + in_words);
}

TEST_CASE("a skip names the splat that was seen beside it", "[judge]") {
  CHECK(said(judge(whole(eio_report, {warning, null_bug, registers}), symptom)) ==
        "skip: a failure other than the hunted one: held/mount gives EIO; " + in_words);
  CHECK(said(judge(whole(eio_report, {warning}), symptom)) ==
        "skip: a failure other than the hunted one: held/mount gives EIO; warning: WARNING in mntput");
}

TEST_CASE("nothing on the console makes a hunted errno bad or good, or keeps it from being so", "[judge]") {
  const Lines bad_report = report({one_case(1, "plain", "control"), one_case(2, "held", "hunted", "EBUSY")});
  const Lines consoles[] = {{warning},
                            {null_bug, registers, panic},
                            {panic},
                            {"WARNING: suspicious RCU usage", "kbisect: step held/mount", "EBUSY"},
                            {"not ok 1 held", "# errno: EBUSY", "ok 1 held", "1..1"}};
  for (const Lines& ktap : {good_report, bad_report, eio_report, no_control, Lines{}, Lines{"1..1"}}) {
    for (const bool complete : {true, false}) {
      for (const BootEnding ending : {BootEnding::left, BootEnding::deadline}) {
        Observation quiet{.ending = ending, .agent_up = true, .complete = complete, .ktap = ktap};
        const std::string verdict = term(judge(quiet, symptom));
        for (const Lines& console : consoles) {
          quiet.console = console;
          CHECK(term(judge(quiet, symptom)) == verdict);
        }
      }
    }
  }
}
