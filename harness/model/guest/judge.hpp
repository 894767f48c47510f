// Turns what one boot showed into a verdict. Pure, and the only place where a boot becomes good or bad.
#pragma once

#include <string>
#include <vector>

#include "model/symptom.hpp"
#include "model/verdict.hpp"

namespace kbisect {

enum class BootEnding {
  left,      // the guest exited by itself, or we stopped it after a complete report
  deadline,  // we stopped it because its time was up
  flooded,   // we stopped it because its console grew without end
};

// One boot, as recorded.
struct Observation {
  BootEnding ending = BootEnding::left;
  bool agent_up = false;
  bool complete = false;             // a complete report arrived
  std::vector<std::string> ktap;     // the lines of the report
  std::vector<std::string> console;  // the lines of the kernel's log
};

// What is bad and good depends on what is hunted; good always needs a complete report with its controls
// passed.
// - A step's errno: bad if the controls passed and the step gives it; good if the step and all hunted cases
//   passed. The console has no say in either.
// - A complaint in the kernel's log: bad if a splat of this boot matches, whatever else happened; good if the
//   hunted cases passed and all other splats are warnings, hung tasks or RCU stalls.
// - A hang: bad if the deadline came in that phase without a panic before; good if the hunted cases passed.
// - A result's failure: bad if the controls passed and this result failed; good if it passed. No other result
//   matters.
// - ObservedOutcomes: as model/guest/observed_outcomes.hpp says, if the hunted cases passed.
// The hunted cases are all but controls and references; a user's own test is one case
// (model/guest/own_test.hpp). Anything else is a skip. If on_other_failure is bad, the following are bad too:
// a failure of the test, a panic in a boot without a complete report, a hang and, if a log complaint is
// hunted, another splat. A failed control, a garbled report or a step that was not run never is.
Verdict judge(const Observation& observation, const Symptom& symptom);

}  // namespace kbisect
