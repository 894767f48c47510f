// What watches trials: the terminal, a pipe, a program. Calls come from the trials' own thread, in order.
#pragma once

#include "model/trials/config_bisect.hpp"
#include "model/trials/mitigation.hpp"
#include "model/trials/release_hunt.hpp"
#include "model/trials/trials.hpp"
#include "model/trials/verification.hpp"
#include "stages/watch.hpp"

namespace kbisect {

class TrialObserver : public Watch {
 public:
  virtual void trials_began(const TrialsResult& nothing_yet) = 0;
  // `rows` is how many are expected, or 0 if that is not known yet.
  virtual void trial_began(const Trial& trial, int row, size_t rows) = 0;
  virtual void trial_ended(const TrialResult& result) = 0;
  // Each of these is called by one command.
  virtual void trials_ended(const TrialsResult& result) = 0;
  virtual void verification_ended(const Verification& result) = 0;
  virtual void config_bisection_ended(const ConfigBisectResult& result) = 0;
  virtual void release_hunt_ended(const ReleaseHunt& result) = 0;
  virtual void explanation_ended(const Explanation& result) = 0;
};

}  // namespace kbisect
