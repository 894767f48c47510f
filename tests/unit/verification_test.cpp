#include "model/trials/verification.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

const Build kernel{.result = Image{"/k", "digest", "config"}};
const Verdict works = Good{};
const Verdict broken = Bad{.signature = "held/mount gives EBUSY"};
const Verdict panics = Skip{SkipReason::panic, "oops"};
const Verdict garbled = Skip{SkipReason::garbled_report, "half"};

TrialResult trial(const Verdict& verdict) {
  return {.trial = {.test = "mount"}, .build = kernel, .verdict = verdict};
}

// Good, but for some boots that ended so.
TrialResult passes_but(const Verdict& verdict, int times) {
  TrialResult result = trial(works);
  for (int i = 0; i < 5; ++i) result.runs.push_back({.verdict = works});
  for (int i = 0; i < times; ++i) result.runs.push_back({.verdict = verdict});
  return result;
}

TrialResult not_built(const Skip& why = {SkipReason::cannot_build, "a.c:1: error: no"}) {
  return {.trial = {.test = "mount"}, .build = {.result = why}, .verdict = why};
}

struct Case {
  Verdict before = broken;
  std::vector<TrialResult> after;
  std::vector<OtherTest> others = {};
  std::optional<std::string> regression = {};
  std::optional<std::string> now_and_then = {};
  std::optional<std::string> complaint = {};
};

Verification verification(const Case& one) {
  Verification all{.before = trial(one.before),
                   .after = one.after,
                   .regression = one.regression,
                   .now_and_then = one.now_and_then,
                   .complaint = one.complaint};
  all.others = one.others;
  all.series.patches.resize(one.after.size());
  return all;
}

}  // namespace

TEST_CASE("what came of a series, by its trials", "[verification]") {
  const auto other = [](const Verdict& before, const Verdict& after) {
    return OtherTest{.test = "other", .before = trial(before), .after = trial(after)};
  };
  struct Row {
    Case trials;
    const char* kind;
    int code;
    const char* text;
  };
  const Row rows[] = {
      {{.after = {trial(works)}}, "fixes", 0, "it fixes the symptom"},
      {{.after = {trial(broken), trial(works), trial(works)}}, "fixes", 0, "gone after patch 2/3"},
      {{.after = {trial(works), trial(broken), trial(works)}}, "fixes", 0, "gone after patch 3/3"},
      {{.after = {trial(broken)}}, "fixes-nothing", 5, "held/mount gives EBUSY"},
      {{.after = {trial(works), trial(broken)}}, "fixes-nothing", 5, "after the last patch"},
      {{.after = {trial(works), not_built(), trial(works)}},
       "does-not-build",
       5,
       "patch 2/3 does not build: a.c:1: error: no"},
      {{.after = {not_built({SkipReason::cannot_apply, "the fix-up x does not apply"})}},
       "not-judged",
       3,
       "patch 1/1: cannot be patched: the fix-up x"},
      {{.after = {trial(works), not_built({SkipReason::build_timed_out, "make ran past its deadline"})}},
       "not-judged",
       3,
       "patch 2/2: cannot build in time"},
      {{.after = {passes_but(panics, 1)}}, "fixes", 0, "it fixes"},
      {{.after = {passes_but(panics, 2)}},
       "not-judged",
       3,
       "2 of 7 boots with the whole series: the kernel panicked: oops; 0 of 0 with the base"},
      {{.after = {trial(works)}, .others = {{"other", trial(works), passes_but(panics, 4), {}}}},
       "not-judged",
       3,
       "other: 4 of 9 boots"},
      {{.after = {trial(works)}, .others = {{"other", passes_but(panics, 3), passes_but(panics, 4), {}}}},
       "fixes",
       0,
       "it fixes"},
      {{.after = {not_built({SkipReason::build_timed_out, "slow"}), not_built()}},
       "does-not-build",
       5,
       "patch 2/2 does not build"},
      {{.after = {passes_but(garbled, 2)}}, "fixes", 0, "it fixes"},
      {{.before = works}, "not-there-before", 5, "not there before"},
      {{.before = panics}, "not-judged", 3, "the base, before any patch: the kernel panicked"},
      {{.after = {trial(panics)}},
       "breaks-something-else",
       5,
       "mount with the whole series: the kernel panicked"},
      {{.after = {trial(garbled)}}, "not-judged", 3, "the whole series: "},
      {{.after = {trial(works)}, .regression = "case/open gives EIO"},
       "breaks-something-else",
       5,
       "case/open gives EIO"},
      {{.after = {trial(works)}, .now_and_then = "case/open gives EIO in 2 of 5 boots"},
       "not-judged",
       3,
       "case/open gives EIO in 2 of 5 boots with the whole series"},
      {{.after = {trial(works)}, .complaint = "the kernel logs WARNING in foo"},
       "not-judged",
       3,
       "with the whole series the kernel logs WARNING in foo"},
      {{.after = {trial(works)},
        .others = {{"other", trial(works), trial(works), {}, {}, {}, "case/open gives EIO in 2 of 5 boots"}}},
       "not-judged",
       3,
       "other: case/open gives EIO in 2 of 5 boots"},
      // What plainly breaks is named before what may.
      {{.after = {trial(works)},
        .others = {{"other", trial(works), trial(works), {}, {}, {}, "case/open gives EIO in 2 of 5 boots"},
                   other(works, broken)}},
       "breaks-something-else",
       5,
       "other with"},
      {{.after = {trial(works)},
        .others = {other(works, broken)},
        .complaint = "the kernel logs WARNING in foo"},
       "breaks-something-else",
       5,
       "other with"},
      {{.after = {trial(works)},
        .others = {other(works, works), other(broken, broken), other(panics, panics)}},
       "fixes",
       0,
       "it fixes"},
      {{.after = {trial(works)}, .others = {other(works, broken)}}, "breaks-something-else", 5, "other with"},
      {{.after = {trial(works)}, .others = {other(broken, panics)}}, "breaks-something-else", 5, "panicked"},
      {{.after = {trial(works)}, .others = {other(works, garbled)}},
       "not-judged",
       3,
       "other with the whole"}};
  for (const Row& row : rows) {
    const Verification all = verification(row.trials);
    const SeriesOutcome outcome = outcome_of(all);
    INFO(row.text);
    CHECK(kind(outcome) == row.kind);
    CHECK(static_cast<int>(exit_code(outcome)) == row.code);
    CHECK_THAT(text(outcome, all.series.patches.size()), contains(row.text));
  }
}

TEST_CASE("a patch that does not apply is named before anything is tested", "[verification]") {
  Verification all{.applied = {Commit{}}, .not_applied = "f: No such file"};
  all.series.patches.resize(3);
  const SeriesOutcome outcome = outcome_of(all);
  CHECK(patch_of(outcome) == 2);
  CHECK(text(outcome, 3) == "patch 2/3 does not apply: f: No such file");
  CHECK(exit_code(outcome) == ExitCode::does_not_hold);
}
