// What watches a run: the terminal, a pipe, a program. Calls come from the run's own thread, in order.
#pragma once

#include <string>

#include "model/outcome.hpp"
#include "stages/watch.hpp"

namespace kbisect {

class Observer : public Watch {
 public:
  // `steps_left` is git's estimate of the steps to come, ends included.
  virtual void run_began(const RunHeader& header, const std::string& folder, int steps_left) = 0;
  // `step` has what is known before it: number, role, config, commit, candidates and when it began.
  // `steps_left` includes this step.
  virtual void step_began(const Step& step, int steps_left) = 0;
  virtual void step_ended(const Step& step) = 0;
  virtual void run_ended(const Result& result) = 0;
};

}  // namespace kbisect
