// All trials of a plan, one after the other.
#pragma once

#include <functional>

#include "engine/run_folder.hpp"
#include "engine/trial_observer.hpp"
#include "engine/trial_plan.hpp"

namespace kbisect {

// `keep` gets the table after each row, by row, so that whatever stops the trials takes nothing of it away.
TrialsResult run_trials(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer,
                        const std::function<void(const TrialsResult&)>& keep);

}  // namespace kbisect
