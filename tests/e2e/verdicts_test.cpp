// What a run concludes from the behaviour of its kernels.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "support/catch.hpp"
#include "support/checks.hpp"

namespace fs = std::filesystem;

namespace {

std::set<int> numbers(const World& world, const nlohmann::json& commits) {
  std::set<int> found;
  for (const auto& commit : commits) found.insert(world.number(commit["id"]));
  return found;
}

// The first bad commit by plain git, from the log alone.
std::string replayed_bad(const World& world) {
  const fs::path elsewhere = world.path() / "replay";
  world.git({"worktree", "add", "--quiet", "--detach", "--no-checkout", elsewhere, "end"});
  // If only skipped commits are left, git exits with 2 although its state is complete.
  world.git({"-c", "alias.replay=!git bisect replay \"$1\" || test $? = 2 #", "-C", elsewhere, "replay",
             world.run_folder() / "bisect.log"});
  return world.git({"-C", elsewhere, "rev-parse", "refs/bisect/bad"});
}

}  // namespace

TEST_CASE("the planted culprit is found, in a history with merges", "[e2e.verdicts]") {
  // Next to the good end, on either side of a merge, the merge itself, and the bad end.
  for (const int culprit : {2, 3, 5, 7, 15}) {
    World world({.culprit = culprit});
    require_culprit(world, world.run(), culprit);
    CHECK(world.recorded().size() <= 2 + 6);
    CHECK(replayed_bad(world) == world.id(culprit));
    CHECK(world.alive().empty());
  }
}

TEST_CASE("the records of a run say the same", "[e2e.verdicts]") {
  World world;
  const Ended ended = world.run({"--expected-culprit", world.id(5)});
  require_culprit(world, ended, 5);
  CHECK(ended.err.empty());

  const auto result = world.result();
  CHECK(result["exit_code"] == 0);
  CHECK(result["outcome"]["expectation"] == "met");
  CHECK(result["outcome"]["evidence"]["step"] == "mount-writer-held/mount");
  CHECK(result["outcome"]["evidence"]["errno"] == "EBUSY");
  CHECK(result["outcome"]["evidence"]["console_line"] == "/dev/loop0: Can't open blockdev");
  CHECK(result["acceleration"] == "tcg");

  const auto journal = world.journal();
  CHECK(journal.front()["type"] == "run");
  CHECK(journal.back()["type"] == "outcome");
  CHECK(journal.back()["culprit"]["id"] == world.id(5));
  std::vector<int> built;
  for (size_t i = 0; i < result["steps"].size(); ++i) {
    const auto& step = result["steps"][i];
    CHECK(step["number"] == i + 1);
    REQUIRE_FALSE(step["runs"].empty());
    if (!step["build"]["reused"] && step["role"] != "revert")
      built.push_back(world.number(step["commit"]["id"]));
    const std::string id = step["commit"]["id"];
    const fs::path folder = world.run_folder() / "steps" / fmt::format("{:03}-{}", i + 1, id.substr(0, 12));
    std::vector<std::string> files;
    if (!step["build"]["reused"]) {
      files = {"config.zst", "build.log.zst"};
      CHECK(step["build"]["objects"] == 6);
    }
    for (const auto& run : step["runs"]) {
      files.insert(files.end(), {run["console"], run["report"]});
      CHECK(run["kernel_release"] == "6.7.0-stand-in");
    }
    for (const std::string& file : files) {
      INFO(folder / file);
      CHECK(fs::file_size(folder / file) > 0);
    }
  }
  CHECK(built == world.recorded());
  CHECK(result["outcome"]["probability"] > 0.999);

  CHECK_THAT(world.report(), contains(world.id(5)) && contains("mount-writer-held/mount gives EBUSY"));
  for (const int commit : world.recorded())
    CHECK_THAT(world.report(), contains(world.id(commit).substr(0, 12)));
  CHECK_THAT(ended.out, contains(world.id(5)) && contains("commit 5"));
  CHECK(replayed_bad(world) == world.id(5));
}

TEST_CASE("a culprit comes with its proof: it fails, its parents pass, and so does the bad end without it",
          "[e2e.verdicts]") {
  World world;
  const Ended ended = world.run();
  require_culprit(world, ended, 5);
  const auto certificate = world.result()["certificate"];
  CHECK(certificate["holds"] == true);
  const auto& proofs = certificate["proofs"];
  REQUIRE(proofs.size() == 3);
  CHECK(proofs[0]["commit"] == world.id(5));
  CHECK(proofs[0]["failed"] >= 5);
  CHECK(proofs[1]["commit"] == world.id(4));
  CHECK(proofs[1]["passed"] >= 5);
  CHECK(proofs[1]["failed"] == 0);
  CHECK(proofs[2]["passed"] >= 5);
  for (const auto& proof : proofs) CHECK(proof["image_digest"].get<std::string>().size() == 64);
  // The reverting commit changes only one file, and no ref points to it.
  const std::string revert = proofs[2]["commit"];
  CHECK(world.git({"rev-parse", revert + "^"}) == world.id(World::bad_end));
  CHECK(world.git({"for-each-ref", "--contains", revert}).empty());
  CHECK_THAT(ended.out, contains("holds: the bad end without it is good"));
  CHECK_THAT(world.report(), contains("## The proof"));
}

TEST_CASE("every parent of a merge is tested, and a merge is not taken back", "[e2e.verdicts]") {
  World world({.culprit = 7});
  require_culprit(world, world.run(), 7);
  const auto certificate = world.result()["certificate"];
  REQUIRE(certificate["proofs"].size() == 4);
  for (const size_t parent : {1U, 2U}) {
    CHECK(certificate["proofs"][parent]["passed"] >= 5);
    CHECK(certificate["proofs"][parent]["holds"] == true);
  }
  CHECK(certificate["proofs"][3]["holds"] == false);
  CHECK_THAT(certificate["proofs"][3]["remark"].get<std::string>(), contains("merge"));
}

TEST_CASE("a culprit that cannot be taken back is named all the same, and that is said", "[e2e.verdicts]") {
  // The words differ, so reverting 5 conflicts. The report says so and the proof does not hold.
  World conflict({.culprit = 5, .otherwise = {{14, "bad-hasty"}, {15, "bad-hasty"}}});
  require_culprit(conflict, conflict.run(), 5);
  const auto certificate = conflict.result()["certificate"];
  CHECK(certificate["holds"] == false);
  CHECK_THAT(certificate["proofs"].back()["remark"].get<std::string>(), contains("conflicts in behaviour"));
  CHECK_THAT(conflict.report(), contains("DOES NOT HOLD"));
}

TEST_CASE("what the campaign expects is compared with what was found", "[e2e.verdicts]") {
  World world;
  require_culprit(world, world.run({"--expected-culprit", world.id(6)}), 5);
  CHECK(world.result()["outcome"]["expectation"] == "not-met");
  CHECK_THAT(world.report(), contains("NOT met"));
}

TEST_CASE("what is neither good nor bad is skipped, with its reason", "[e2e.verdicts]") {
  check_verdicts({{"no-configure", "cannot-configure"},
                  {"drops-a-request", "cannot-configure"},
                  {"no-build", "cannot-build"},
                  {"bzimage-fails", "cannot-build"},
                  {"other-errno", "other-failure"},
                  {"control-fails", "control-failed"},
                  {"good", "good"},
                  {"bad", "bad"}});
}

TEST_CASE("the culprit is found around what is skipped, whatever the reason", "[e2e.verdicts]") {
  // 8 is the first pick in this history; a wrong verdict for it would lead away from the culprit.
  const World world(
      {.culprit = 5, .otherwise = {{3, "other-errno"}, {8, "control-fails"}, {12, "drops-a-request"}}});
  require_culprit(world, world.run(), 5);
  CHECK(world.verdict(8) == "control-failed");
  CHECK(replayed_bad(world) == world.id(5));
  CHECK(world.alive().empty());
}

TEST_CASE("only skipped commits are left: exit code 3, and each of them is listed", "[e2e.verdicts]") {
  World world({.culprit = 6, .otherwise = {{4, "no-build"}, {5, "panics"}, {6, "no-build"}}});
  const Ended ended = world.run();
  INFO(ended.out << ended.err);
  REQUIRE(ended.status == 3);
  const auto result = world.result();
  CHECK(result["exit_code"] == 3);
  CHECK(result["outcome"]["kind"] == "only-skipped-left");
  // 3 is good and on the other side of the merge, 7 is bad: each commit in between could be the culprit.
  const std::set<int> suspects{4, 5, 6, 7};
  CHECK(numbers(world, result["outcome"]["candidates"]) == suspects);
  CHECK(world.number(result["outcome"]["candidates"].back()["id"]) == 7);
  for (const int suspect : suspects) {
    CHECK_THAT(ended.out, contains(world.id(suspect).substr(0, 12)));
    CHECK_THAT(world.report(), contains(world.id(suspect)));
  }
  CHECK(replayed_bad(world) == world.id(7));
}

TEST_CASE("ends that contradict what was said stop the run: exit code 4, and what was seen",
          "[e2e.verdicts]") {
  struct Row {
    int end;
    const char* behaviour;
    const char* role;
    const char* seen;
  };
  const auto [end, behaviour, role, seen] =
      GENERATE(Row{World::good_end, "bad", "good end", "bad"},
               Row{World::good_end, "no-build", "good end", "cannot build"},
               Row{World::good_end, "control-fails", "good end", "control"},
               Row{World::bad_end, "good", "bad end", "good"},
               Row{World::bad_end, "no-build", "bad end", "cannot build"},
               Row{World::bad_end, "other-errno", "bad end", "EINVAL"});
  INFO(role << " " << behaviour);
  World world({.culprit = 5, .otherwise = {{end, behaviour}}});
  const Ended ended = world.run();
  REQUIRE(ended.status == 4);
  CHECK_THAT(ended.out, contains(role) && contains(seen) && contains(world.id(end).substr(0, 12)));
  CHECK(world.result()["outcome"]["kind"] == "ends-contradict");
  CHECK(world.result()["outcome"]["end"] == role);
  CHECK(world.result()["outcome"]["commit"]["id"] == world.id(end));
  CHECK_THAT(world.report(), contains(role) && contains(seen));
  // No search is made between ends that do not hold.
  CHECK(world.recorded().back() == end);
  CHECK(world.recorded().size() <= 2);
}

TEST_CASE("a complaint of the kernel's log is hunted to its culprit", "[e2e.verdicts]") {
  struct Row {
    const char* behaviour;
    std::vector<std::string> symptom;
    const char* signature;
    const char* console_line;
  };
  const Row rows[] = {// With a good report, and the kernel and its report gone.
                      {"warns",
                       {"--symptom-log-kind", "warning", "--symptom-log-function", "loop_set_status"},
                       "WARNING in loop_set_status",
                       "WARNING: CPU: 0 PID: 61 at drivers/block/loop.c:1207 loop_set_status+0x4c/0x180"},
                      {"oopses-and-panics",
                       {"--symptom-log-kind", "bug", "--symptom-log-text", "NULL pointer"},
                       "BUG: kernel NULL pointer dereference, address: N in loop_set_status",
                       "BUG: kernel NULL pointer dereference, address: 0000000000000018"}};
  for (const Row& row : rows) {
    INFO(row.behaviour);
    World world({.culprit = 7, .otherwise = {{5, "other-errno"}, {12, "no-build"}}, .bad = row.behaviour});
    const Ended ended = world.run(row.symptom);
    require_culprit(world, ended, 7);
    const auto evidence = world.result()["outcome"]["evidence"];
    CHECK(evidence["signature"] == row.signature);
    CHECK(evidence["console_line"] == row.console_line);
    CHECK_FALSE(evidence.contains("errno"));
    CHECK_THAT(ended.out, contains(row.signature));
    CHECK_THAT(world.report(), contains(row.signature));
    CHECK(replayed_bad(world) == world.id(7));
  }
}

TEST_CASE("a hang is hunted to its culprit", "[e2e.verdicts]") {
  for (const char* phase : {"boot", "test"}) {
    INFO(phase);
    World world({.culprit = 5, .otherwise = {{8, "panics"}}, .bad = std::string(phase) + "-hangs"});
    require_culprit(world, world.run({"--symptom-hang", phase, "--boot-seconds", "1"}), 5);
    CHECK_THAT(world.report(), contains("hang: "));
    if (!world.verdict(8).empty()) CHECK(world.verdict(8) == "panic");
    CHECK(world.alive().empty());
  }
}

TEST_CASE("another failure is bad where that is asked for", "[e2e.verdicts]") {
  for (const char* behaviour : {"oopses", "panics-in-test", "other-errno"}) {
    INFO(behaviour);
    World world({.culprit = 5, .otherwise = {{3, "control-fails"}, {12, "garbage"}}, .bad = behaviour});
    require_culprit(world, world.run({"--on-other-failure", "bad"}), 5);
    for (const int commit : {3, 12}) CHECK(world.verdict(commit) != "bad");
  }
}

TEST_CASE("a skip shows what the kernel complained of", "[e2e.verdicts]") {
  for (const char* behaviour : {"oopses", "oopses-and-panics"}) {
    World world({.culprit = 5, .otherwise = {{8, behaviour}}});
    require_culprit(world, world.run(), 5);
    REQUIRE(std::set<std::string>{"other-failure", "panic"}.count(world.verdict(8)) == 1);
    CHECK_THAT(world.report(),
               contains("bug: BUG: kernel NULL pointer dereference, address: N in loop_set_status"));
  }
}

TEST_CASE("a build past its deadline is a skip", "[e2e.verdicts]") {
  World world({.culprit = 5, .otherwise = {{8, "build-hangs"}}});
  // The shortest deadline that a campaign accepts.
  require_culprit(world, world.run({"--build-seconds", "10"}), 5);
  CHECK(world.verdict(8) == "build-timed-out");
  CHECK_THAT(world.report(), contains("deadline"));
  CHECK(world.alive().empty());
}

TEST_CASE("a failure that comes and goes is hunted down, with more boots and few more builds",
          "[e2e.verdicts]") {
  // Fails in every second boot, so a single pass means little.
  History history{.culprit = 7};
  for (int commit = 7; commit <= World::bad_end; ++commit) {
    if (commit != 9 && commit != 10) history.otherwise[commit] = "flaky";
  }
  World world(history);
  const Ended ended = world.run();
  require_culprit(world, ended, 7);
  CHECK(world.recorded().size() <= 2 + 8);
  CHECK(replayed_bad(world) == world.id(7));
  CHECK_THAT(world.report(), contains("certainty: 99.9"));
}

TEST_CASE("a good verdict that was luck is taken back, and git is told anew", "[e2e.verdicts]") {
  // Passes often enough at first to be judged good, and fails from then on.
  World world({.culprit = 5, .otherwise = {{5, "good:2:bad"}}});
  const Ended ended = world.run();
  require_culprit(world, ended, 5);
  CHECK(replayed_bad(world) == world.id(5));
  std::vector<std::string> verdicts;
  const auto result = world.result();
  for (const auto& step : result["steps"]) {
    if (step["commit"]["id"] == world.id(5)) verdicts.push_back(step["verdict"]["term"]);
  }
  REQUIRE(verdicts.size() > 1);
  CHECK(verdicts.front() == "good");
  CHECK(verdicts.back() == "bad");
}

TEST_CASE("one boot that cannot be judged is bad luck, and is repeated", "[e2e.verdicts]") {
  World world({.culprit = 5, .otherwise = {{World::good_end, "panics:1:good"}}});
  require_culprit(world, world.run(), 5);
  int panics = 0;
  const auto result = world.result();
  for (const auto& step : result["steps"]) {
    for (const auto& run : step["runs"]) panics += run["verdict"].value("reason", "") == "panic" ? 1 : 0;
    CHECK(step["verdict"]["term"] != "skip");
  }
  CHECK(panics == 1);
}

TEST_CASE("a bad end that was judged once and never again ends the run, and does not boot on and on",
          "[e2e.verdicts]") {
  const std::string behaviour = GENERATE("bad:1:panics", "good:2:panics");
  const World world({.culprit = 5, .otherwise = {{World::bad_end, behaviour}}});
  const Ended ended = world.run();
  INFO(behaviour << "\n" << ended.out << ended.err);
  CHECK(ended.status == 4);
  CHECK(world.result()["outcome"]["kind"] == "ends-contradict");
  CHECK(world.result()["outcome"]["seen"]["reason"] == "panic");
}

TEST_CASE("a claim is not proven by the boots that there were before it could not be judged any more",
          "[e2e.verdicts]") {
  const World world({.culprit = 5, .otherwise = {{4, "good:2:panics"}}});
  const Ended ended = world.run();
  INFO(ended.out << ended.err);
  const auto result = world.result();
  REQUIRE(result["outcome"]["kind"] == "culprit-found");
  CHECK(ended.status == 5);
  CHECK(result["certificate"]["holds"] == false);
  CHECK_THAT(result["certificate"]["proofs"][1]["remark"].get<std::string>(), contains("could be judged"));
}

TEST_CASE("branches that are both thought to be bad are no contradiction", "[e2e.verdicts]") {
  // Both sides of the merge 11 have the bug, which shows in every second boot.
  History history{.culprit = 7};
  for (int commit = 7; commit <= World::bad_end; ++commit) history.otherwise[commit] = "flaky";
  const World world(history);
  require_culprit(world, world.run(), 7);
}
