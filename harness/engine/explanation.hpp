// What turns the culprit of a finished run good: switches that are found in the tree, each tried on the run's
// bad end; the culprit taken back; and what its campaign knows of ways around it.
#pragma once

#include <functional>

#include "engine/explanation_plan.hpp"
#include "engine/run_folder.hpp"
#include "engine/trial_observer.hpp"
#include "model/mitigation.hpp"

namespace kbisect {

// `keep` gets all so far after each trial. Of the observer's calls those of single trials and of a Watch are
// made.
Explanation explain(const ExplanationPlan& plan, const RunFolder& folder, TrialObserver& observer,
                    const std::function<void(const Explanation&)>& keep);

}  // namespace kbisect
