// Runs all trials of a plan, one after another.
#pragma once

#include <functional>

#include "engine/run_folder.hpp"
#include "engine/trials/trial_observer.hpp"
#include "engine/trials/trial_plan.hpp"

namespace kbisect {

// `keep` is called with the table after each row and at the end, so that stopping the trials loses nothing.
// Throws InfrastructureError when the machine is at fault; the worktree then stays for the next command.
TrialsResult run_trials(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer,
                        const std::function<void(const TrialsResult&)>& keep);

}  // namespace kbisect
