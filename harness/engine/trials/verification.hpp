// A verification: a series of patches put on its base and tested there, by the same trials as
// `kbisect test` makes.
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
  // That must not get worse, beside the campaign's own; without any, those that every guest can run.
  std::vector<std::string> tests;
  int boots = 5;  // of the base and of the whole series
};

struct VerificationPlan {
  TrialPlan trials;  // of the base: the campaign's test first
  PatchSeries series;
  bool base_is_the_series_own = false;
};

// Throws UsageError naming what is wrong, before anything is built; InfrastructureError naming what this
// machine lacks.
VerificationPlan plan_verification(const Campaign& campaign, const VerificationRequest& request,
                                   const Places& places, SandboxUse use, Watch& watch);

// What a patch that does not apply says is known before any kernel is built. Else the base is tested, each
// patch is built and booted a few times, the last one as often as the base; where that is well, the other
// tests. `keep` gets what there is after each.
Verification verify(const VerificationPlan& plan, const RunFolder& folder, TrialObserver& observer,
                    const std::function<void(const Verification&)>& keep);

}  // namespace kbisect
