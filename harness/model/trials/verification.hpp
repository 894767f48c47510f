// What `kbisect verify` has found about a series of patches. Its table, its verdict and the reply are made
// from this alone.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/exit_code.hpp"
#include "model/guest/regression.hpp"
#include "model/patches/patch_series.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

// Patches are counted from 1.

// The symptom was there before, is gone after the last patch, and nothing else got worse.
struct Fixes {
  int since = 0;  // the first patch after which it was gone for good
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
  std::string seen;  // with the whole series
};
// A guest test that passed on the base fails with the series, or can no longer be run.
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

// Another guest test than the campaign's, on the base and with the whole series.
struct OtherTest {
  std::string test;
  TrialResult before;
  TrialResult after;
  PassCount passes_before;
  PassCount passes_after;
  std::optional<std::string> regression;    // of single results or in the log (model/guest/regression.hpp)
  std::optional<std::string> now_and_then;  // what got worse in some boots only
};

struct Verification {
  TrialsHeader header;
  PatchSeries series;
  TrialSource base;
  bool base_is_the_series_own = false;     // its base-commit trailer; else it was given
  std::vector<Commit> applied;             // one for each patch up to the first that does not apply
  std::optional<std::string> not_applied;  // why that one does not
  // --- the trials made so far ---
  std::optional<TrialResult> before;  // the campaign's test on the base
  std::vector<TrialResult> after;     // the same after each patch
  // What got worse in that test with the whole series (model/guest/regression.hpp), in most boots or in some,
  // and what the kernel complains of only then.
  std::optional<std::string> regression;
  std::optional<std::string> now_and_then;
  std::optional<std::string> complaint;
  std::vector<OtherTest> others;
  std::optional<SeriesOutcome> outcome;  // set at the end
  double seconds = 0;
  std::string folder;
};

// Decides from the trials that there are; those that an earlier one made pointless are missing.
SeriesOutcome outcome_of(const Verification& verification);
// Says why a guest test got worse from `before` to `after`; nothing if it did not.
std::optional<std::string> worsening(const TrialResult& before, const TrialResult& after,
                                     const std::optional<std::string>& regression);

// found if the series fixes, no_answer if that could not be judged, does_not_hold otherwise.
ExitCode exit_code(const SeriesOutcome& outcome);
// "fixes", "does-not-apply", ...
std::string kind(const SeriesOutcome& outcome);
// The patch that is to blame; 0 if none is.
int patch_of(const SeriesOutcome& outcome);
// A sentence for people: "patch 2/3 does not build: fs/super.c:42:7: error: ..."
std::string text(const SeriesOutcome& outcome, size_t patches);

nlohmann::json to_json(const Verification& verification);

}  // namespace kbisect
