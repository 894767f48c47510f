#include "engine/trials/trial_rows.hpp"

#include <algorithm>
#include <utility>

#include "model/search/own_boots.hpp"

namespace kbisect {

TrialRows::TrialRows(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer, size_t planned,
                     Keep keep)
    : observer_(observer),
      keep_(std::move(keep)),
      tester_(plan.equipment, plan.images, plan.trees, plan.header.campaign.limits, folder, observer),
      table_{.header = plan.header, .planned = planned, .folder = folder.path()} {
  observer_.trials_began(table_);
}

TrialResult TrialRows::test(Trial trial, int row, size_t rows) {
  trial.passes = passes_wanted(trial, table_.results);
  table_.planned = std::max(rows, static_cast<size_t>(row));
  observer_.trial_began(trial, row, rows);
  TrialResult result = tester_.test(trial, row);
  observer_.trial_ended(result);
  const auto after = std::find_if(table_.results.begin(), table_.results.end(),
                                  [&](const TrialResult& one) { return one.row > row; });
  table_.results.insert(after, result);
  table_.seconds = stopwatch_.seconds();
  keep_(table_);
  return result;
}

bool TrialRows::test_again_if_too_few(int row) {
  const auto is_it = [&](const TrialResult& one) { return one.row == row; };
  const auto known = std::find_if(table_.results.begin(), table_.results.end(), is_it);
  if (!std::holds_alternative<Good>(known->verdict)) return false;
  const TrialResult first = *known;
  const int wanted = passes_wanted(first.trial, table_.results);
  // One that is good although a boot failed may never have as many passes as were asked for.
  if (std::max(first.trial.passes, tally_of(first.runs).passed) >= wanted) return false;
  table_.results.erase(known);
  test(first.trial, row, table_.planned);
  // Its kernel is still there: what building it took is said of the first time.
  const auto again = std::find_if(table_.results.begin(), table_.results.end(), is_it);
  if (again->build.reused && again->built_in_row == row) again->build = first.build;
  return true;
}

const TrialResult& TrialRows::result(int row) const {
  return *std::find_if(table_.results.begin(), table_.results.end(),
                       [&](const TrialResult& one) { return one.row == row; });
}

TrialResult TrialRows::test_next(const Trial& trial, size_t rows) {
  const size_t row = table_.results.size() + 1;
  return test(trial, static_cast<int>(row), rows == 0 ? 0 : std::max(row, rows));
}

TrialsResult TrialRows::finish() {
  table_.planned = table_.results.size();
  tester_.clean_up();
  table_.seconds = stopwatch_.seconds();
  table_.ended = true;
  keep_(table_);
  return table_;
}

}  // namespace kbisect
