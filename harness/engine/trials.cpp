#include "engine/trials.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "engine/trial_bench.hpp"

namespace kbisect {

TrialsResult run_trials(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer,
                        const std::function<void(const TrialsResult&)>& keep) {
  const Stopwatch stopwatch;
  TrialsResult table{.header = plan.header, .planned = plan.trials.size(), .folder = folder.path()};
  observer.trials_began(table);
  TrialBench bench(plan.equipment, plan.images, plan.trees, plan.header.campaign.limits, folder, observer);
  for (const size_t index : order_of(plan.trials)) {
    const int row = static_cast<int>(index) + 1;
    observer.trial_began(plan.trials[index], row, plan.trials.size());
    TrialResult result = bench.test(plan.trials[index], row);
    observer.trial_ended(result);
    const auto after = std::find_if(table.results.begin(), table.results.end(),
                                    [&](const TrialResult& one) { return one.row > row; });
    table.results.insert(after, std::move(result));
    table.seconds = stopwatch.seconds();
    keep(table);
  }
  bench.clean_up();
  return table;
}

}  // namespace kbisect
