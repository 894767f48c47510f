// Makes the rows of a table of trials one after another; the caller decides which comes next.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "engine/run_folder.hpp"
#include "engine/trials/trial_observer.hpp"
#include "engine/trials/trial_plan.hpp"
#include "engine/trials/trial_tester.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

class TrialRows {
 public:
  using Keep = std::function<void(const TrialsResult&)>;

  // `plan`, `folder` and `observer` must outlive this object. Tells the observer that `planned` trials begin;
  // 0 if their number is not known. `keep` is called with all rows so far, after each of them and at the end.
  TrialRows(const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer, size_t planned,
            Keep keep);

  // Makes row `row`, counted from 1. `rows` is how many are expected by now, for the observer; 0 if not
  // known. The rows before it decide how often it is booted (passes_wanted()). Throws InfrastructureError
  // when the machine is at fault; the worktree then stays for the next command.
  TrialResult test(Trial trial, int row, size_t rows);
  // Makes a row again, in its own place, if it is good by fewer boots than the rows made after it ask for.
  // Returns whether it did.
  bool test_again_if_too_few(int row);
  const TrialResult& result(int row) const;
  // The same as test(), for the row after the last one.
  TrialResult test_next(const Trial& trial, size_t rows);

  TrialTester& tester() { return tester_; }

  // Removes the worktrees and returns the table, ended, with as many rows planned as there are.
  TrialsResult finish();

 private:
  TrialObserver& observer_;
  Keep keep_;
  TrialTester tester_;
  Stopwatch stopwatch_;
  TrialsResult table_;
};

}  // namespace kbisect
