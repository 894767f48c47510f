// What `kbisect verify` has found of a series of patches: does it do what it should? All that its table, its
// verdict and the reply are made of.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/exit_code.hpp"
#include "model/patches/patch_series.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

// Patches are counted from 1, trials of them as the vector has them.

// The symptom was there before, is gone after the last patch, and nothing else got worse.
struct Fixes {
  int since = 0;  // the patch from which on it was gone
};
struct DoesNotApply {
  int patch = 0;
  std::string why;
};
struct DoesNotBuild {
  int patch = 0;
  std::string why;
};
struct FixesNothing {
  std::string seen;  // after the last patch
};
// A test that passed before does not after it, or the kernel cannot run it any more.
struct BreaksElse {
  std::string test;  // as short_test_name() has it
  std::string how;
};
struct NotThereBefore {};
struct NotJudged {
  std::string why;
};
using SeriesOutcome =
    std::variant<Fixes, DoesNotApply, DoesNotBuild, FixesNothing, BreaksElse, NotThereBefore, NotJudged>;

// Base and whole series under a test that is not the campaign's.
struct OtherTest {
  std::string test;
  TrialResult before;
  TrialResult after;
  std::optional<std::string> regression;  // of single results (model/guest/regression.hpp)
};

struct Verification {
  TrialsHeader header;
  PatchSeries series;
  TrialSource base;
  bool base_is_the_series_own = false;     // its base-commit trailer; else it was given
  std::vector<Commit> applied;             // a patch each; fewer where one does not apply
  std::optional<std::string> not_applied;  // why the next one does not
  // --- trials, as far as they have come ---
  std::optional<TrialResult> before;
  std::vector<TrialResult> after;         // of the campaign's test, after each patch
  std::optional<std::string> regression;  // of its single results, over the whole series
  std::vector<OtherTest> others;
  std::optional<SeriesOutcome> outcome;  // once all is known
  double seconds = 0;
  std::string folder;
};

// By what is there; trials that are not there were not wanted any more.
SeriesOutcome outcome_of(const Verification& verification);
// Why a kernel with the series is worse under a test than without it; nothing where it is not, or where it
// was no better before.
std::optional<std::string> worsening(const TrialResult& before, const TrialResult& after,
                                     const std::optional<std::string>& regression);

// found where it fixes; only_skipped where it could not be judged; else not_agreed.
ExitCode exit_code(const SeriesOutcome& outcome);
// "fixes", "does-not-apply", ...
std::string kind(const SeriesOutcome& outcome);
// The patch that is to blame; 0 where none is.
int patch_of(const SeriesOutcome& outcome);
// A sentence for people: "patch 2/3 does not build: fs/super.c:42:7: error: ..."
std::string text(const SeriesOutcome& outcome, size_t patches);

nlohmann::json to_json(const Verification& verification);

}  // namespace kbisect
