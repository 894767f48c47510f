// The rows of a table of trials, made one after another, whoever decides which is next.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "engine/run_folder.hpp"
#include "engine/trials/trial_bench.hpp"
#include "engine/trials/trial_observer.hpp"
#include "engine/trials/trial_plan.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

class TrialRows {
 public:
  using Keep = std::function<void(const TrialsResult&)>;

  // All of it outlives this. Tells the observer that as many trials began as are `planned`; 0 where that is
  // not known. `keep` is called after every row and in the end, with all that are there.
  TrialRows(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer, size_t planned,
            Keep keep);

  // Tests row `row`, counted from 1, of as many as are expected by now (0: not known), with as many boots as
  // the rows before it ask for (passes_wanted()). Throws InfrastructureError when the machine is at fault;
  // the worktree then stays for the next command.
  TrialResult test(Trial trial, int row, size_t rows);
  // Tests a row once more in its own place, if it is good by fewer boots than the rows made after it ask for.
  void test_again_if_too_few(int row);
  // The row after the last one.
  TrialResult test_next(const Trial& trial, size_t rows);

  TrialBench& bench() { return bench_; }

  // Takes the worktrees away. The table is whole: no more rows are planned than there are.
  TrialsResult finish();

 private:
  TrialObserver& observer_;
  Keep keep_;
  TrialBench bench_;
  Stopwatch stopwatch_;
  TrialsResult table_;
};

}  // namespace kbisect
