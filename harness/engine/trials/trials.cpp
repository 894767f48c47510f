#include "engine/trials/trials.hpp"

#include "engine/trials/trial_rows.hpp"

namespace kbisect {

TrialsResult run_trials(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer,
                        const std::function<void(const TrialsResult&)>& keep) {
  TrialRows rows(plan, folder, observer, plan.trials.size(), keep);
  const std::vector<size_t> order = order_of(plan.trials);
  const auto row_of = [](size_t index) { return static_cast<int>(index) + 1; };
  for (const size_t index : order) rows.test(plan.trials[index], row_of(index), plan.trials.size());
  // A later row may have shown that the symptom is seldom, and so may a row that is made again.
  for (bool any = true; any;) {
    any = false;
    for (const size_t index : order) any = rows.test_again_if_too_few(row_of(index)) || any;
  }
  return rows.finish();
}

}  // namespace kbisect
