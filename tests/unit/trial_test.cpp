#include "model/trials/trial.hpp"

#include "model/guest/judge.hpp"
#include "model/trials/trials.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

const Verdict good = Good{};
const Verdict bad = Bad{.signature = "held/mount gives EBUSY"};
const Verdict skip = Skip{SkipReason::panic, "oops"};
const Build built{.result = Image{"/k", "digest", "config"}};

std::vector<Run> runs(int passed, int failed, int skipped = 0) {
  std::vector<Run> all(static_cast<size_t>(passed), Run{.verdict = good});
  all.insert(all.end(), static_cast<size_t>(failed), Run{.verdict = bad});
  all.insert(all.end(), static_cast<size_t>(skipped), Run{.verdict = skip});
  return all;
}

Trial trial(const std::string& commit, const Variant& variant) {
  return {.source = {.repository = "/r", .commit = {.id = commit}}, .variant = variant, .test = "t"};
}

}  // namespace

TEST_CASE("trials with one kernel have one key", "[trial]") {
  const Trial plain = trial("a", {});
  CHECK(build_key(trial("a", {.append = "quiet"})) == build_key(plain));
  Trial other_test = plain;
  other_test.test = "u";
  CHECK(build_key(other_test) == build_key(plain));
  Trial fixed_up = plain;
  fixed_up.source.fixups = {{"f", "diff"}};
  Trial elsewhere = plain;
  elsewhere.source.repository = "/s";
  std::set<std::string> keys{build_key(plain),
                             build_key(trial("b", {})),
                             build_key(trial("a", {.config = {{"CONFIG_A", "y"}}})),
                             build_key(trial("a", {.config = {{"CONFIG_A", "n"}}})),
                             build_key(trial("a", {.patches = {{"p", "diff"}}})),
                             build_key(trial("a", {.patches = {{"p", "diff"}, {"q", "diff"}}})),
                             build_key(fixed_up),
                             build_key(elsewhere)};
  CHECK(keys.size() == 8);
}

TEST_CASE("the order leaves sources and kernels together", "[trial]") {
  const Variant set{.config = {{"CONFIG_A", "y"}}};
  const Variant set_and_append{.config = {{"CONFIG_A", "y"}}, .append = "x=0"};
  const Variant append{.append = "x=1"};
  const std::vector<Trial> trials{
      trial("a", {}),  trial("a", set),           trial("b", {}), trial("a", append), trial("b", append),
      trial("b", set), trial("a", set_and_append)};
  CHECK(order_of(trials) == std::vector<size_t>{0, 3, 1, 6, 2, 4, 5});
  CHECK(order_of({}).empty());
}

TEST_CASE("boots are made until they say one thing", "[trial]") {
  const auto settled = [](const std::vector<Run>& made, int boots = 5) {
    return is_settled({.boots = boots}, made);
  };
  CHECK_FALSE(settled({}, 1));
  CHECK(settled(runs(1, 0), 1));
  CHECK_FALSE(settled(runs(4, 0)));
  CHECK(settled(runs(5, 0)));
  CHECK(settled(runs(0, 5)));
  // A false failure, or a bug that shows seldom: not to be told from six boots.
  CHECK_FALSE(settled(runs(5, 1)));
  CHECK_FALSE(settled(runs(2, 3)));
  CHECK(settled(runs(20, 20)));
  CHECK(settled(runs(199, 1)));
  // A boot that could not be judged may have had bad luck, most of them have not.
  CHECK_FALSE(settled(runs(0, 0, 1), 1));
  CHECK(settled(runs(0, 0, 2)));
  CHECK(settled(runs(1, 0, 2)));
  CHECK_FALSE(settled(runs(2, 0, 2)));
  CHECK_FALSE(settled(runs(4, 0, 2)));
  CHECK(settled(runs(5, 0, 4)));
}

TEST_CASE("where a symptom shows only now and then, a kernel without it has to pass more often", "[trial]") {
  const Trial asked{.test = "t", .symptom = {.hunted = TestFailure{"a"}}, .boots = 5};
  const auto row = [&](const Verdict& verdict, int passed, int failed) {
    return TrialResult{.trial = asked, .runs = runs(passed, failed), .verdict = verdict};
  };
  CHECK(passes_wanted(asked, {}) == 5);
  CHECK(passes_wanted(asked, {row(bad, 0, 5), row(good, 5, 0)}) == 5);
  // 0.7 to the power of 26 is chance_of_luck.
  const int wanted = passes_wanted(asked, {row(bad, 28, 12)});
  CHECK(wanted > 20);
  CHECK(wanted < 35);
  CHECK(passes_wanted(asked, {row(bad, 28, 12), row(bad, 0, 5), row(bad, 20, 20)}) == wanted);
  // A false failure of a good kernel, another test's row and another symptom's say nothing.
  CHECK(passes_wanted(asked, {row(good, 199, 1)}) == 5);
  Trial other = asked;
  other.test = "u";
  CHECK(passes_wanted(other, {row(bad, 28, 12)}) == 5);
  other = asked;
  other.symptom.hunted = TestFailure{"b"};
  CHECK(passes_wanted(other, {row(bad, 28, 12)}) == 5);

  Trial trial = asked;
  trial.passes = wanted;
  CHECK_FALSE(is_settled(trial, runs(5, 0)));
  CHECK(is_settled(trial, runs(wanted, 0)));
  CHECK(is_settled(trial, runs(0, 5)));
}

TEST_CASE("a trial's verdict is that of its boots", "[trial]") {
  CHECK(term(verdict_of(built, runs(5, 0))) == "good");
  CHECK(verdict_of(built, runs(0, 5)) == bad);
  // Half of them is no false alarm.
  CHECK(verdict_of(built, runs(20, 20)) == bad);
  CHECK(term(verdict_of(built, runs(199, 1))) == "good");
  CHECK(verdict_of(built, runs(0, 0, 2)) == skip);
  // What passed once and then panicked twice is no good kernel.
  CHECK(verdict_of(built, runs(1, 0, 2)) == skip);
  CHECK(term(verdict_of(built, runs(4, 0, 2))) == "good");
  // Whatever the last boot was.
  std::vector<Run> mixed = runs(0, 0, 2);
  mixed.push_back({.verdict = good});
  CHECK(verdict_of(built, mixed) == skip);
  const Skip no_build{SkipReason::cannot_build, "error"};
  CHECK(verdict_of({.result = no_build}, {}) == Verdict(no_build));
}

TEST_CASE("of a test that nothing is known of, whatever fails is bad", "[trial]") {
  const auto judged = [](const std::vector<std::string>& ktap) {
    return judge({.agent_up = true, .complete = !ktap.empty(), .ktap = ktap}, any_failure("t"));
  };
  CHECK(term(judged({"KTAP version 1", "1..1", "ok 1 a"})) == "good");
  CHECK(term(judged({"KTAP version 1", "1..1", "not ok 1 a"})) == "bad");
  CHECK(term(judged({"KTAP version 1", "1..2", "ok 1 a", "# errno: EIO (in words)", "not ok 2 b"})) == "bad");
  CHECK(term(judged({"KTAP version 1", "1..1", "# role: control", "not ok 1 a"})) == "skip");
  const Observation hang{.ending = BootEnding::deadline, .agent_up = true};
  CHECK(term(judge(hang, any_failure("t"))) == "bad");
  const Observation panic{.console = {"[    0.7] Kernel panic - not syncing: oops"}};
  CHECK(term(judge(panic, any_failure("t"))) == "bad");
}

TEST_CASE("a table is whole where each row was judged", "[trial]") {
  TrialsResult table;
  table.results = {{.row = 1, .verdict = good}, {.row = 2, .verdict = bad}};
  CHECK(exit_code(table) == ExitCode::found);
  table.results.push_back({.row = 3, .verdict = skip});
  CHECK(exit_code(table) == ExitCode::no_answer);
}
