// Finds out by trials what makes the bad end of a finished run good: switches (boot parameters and config
// symbols) found in the tree, the workarounds asked for, and reverting the culprit.
#pragma once

#include <functional>

#include "engine/run_folder.hpp"
#include "engine/trials/explanation_plan.hpp"
#include "engine/trials/trial_observer.hpp"
#include "model/trials/mitigation.hpp"

namespace kbisect {

// `keep` is called with everything found so far, after each trial and at the end. The observer gets
// trials_began, the calls about single trials and those of Watch; explanation_ended is left to the caller.
// Throws InfrastructureError when the machine is at fault; the worktree then stays for the next command.
Explanation explain(const ExplanationPlan& plan, const RunFolder& folder, TrialObserver& observer,
                    const std::function<void(const Explanation&)>& keep);

}  // namespace kbisect
