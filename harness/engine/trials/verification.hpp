// Verifies a series of patches: applies them to their base one by one and tests the results, by the same
// trials as `kbisect test` makes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/run_folder.hpp"
#include "engine/trials/series_input.hpp"
#include "engine/trials/trial_observer.hpp"
#include "engine/trials/trial_plan.hpp"
#include "model/trials/verification.hpp"

namespace kbisect {

struct VerificationRequest {
  SeriesRequest series;
  // Guest tests that must not get worse, beside the campaign's own. If empty, all that every guest can run.
  std::vector<std::string> tests;
  int boots = 5;  // of the base, and of the kernel with the whole series
};

struct VerificationPlan {
  TrialPlan trials;  // trials of the base: one for each guest test, the campaign's first
  PatchSeries series;
  bool base_is_the_series_own = false;  // named by its base-commit trailer, not given
  // Those for each commit of a branch, which may contain one that the base lacks; empty if the patches are
  // files.
  std::vector<std::vector<NamedPatch>> fixups_of_branch;
};

// Reads the series and resolves its base. Builds nothing. Throws UsageError naming what is wrong with the
// request, and InfrastructureError naming what this machine lacks.
VerificationPlan plan_verification(const Campaign& campaign, const VerificationRequest& request,
                                   const Places& places, SandboxUse use, Watch& watch);

// Applies all patches first, and builds no kernel if one does not apply. Otherwise tests the base, then
// builds and boots the kernel after each patch (a few times; after the last one as often as the base), and,
// if the series fixes, runs the other guest tests before and after it. `keep` is called with what is known
// after each kernel and each other test. Throws InfrastructureError when the machine is at fault; the
// worktree then stays for the next command.
Verification verify(const VerificationPlan& plan, const RunFolder& folder, TrialObserver& observer,
                    const std::function<void(const Verification&)>& keep);

}  // namespace kbisect
