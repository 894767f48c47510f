#include "engine/trials/trials.hpp"

#include "engine/trials/trial_rows.hpp"

namespace kbisect {

TrialsResult run_trials(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer,
                        const std::function<void(const TrialsResult&)>& keep) {
  TrialRows rows(plan, folder, observer, plan.trials.size(), keep);
  for (const size_t index : order_of(plan.trials))
    rows.test(plan.trials[index], static_cast<int>(index) + 1, plan.trials.size());
  return rows.finish();
}

}  // namespace kbisect
