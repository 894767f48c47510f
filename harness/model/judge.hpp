// From what one boot showed to a verdict: a pure function, the only place where good and bad are decided.
#pragma once

#include <string>
#include <vector>

#include "model/campaign.hpp"
#include "model/verdict.hpp"

namespace kbisect {

enum class BootEnding {
  left,      // the guest ended by itself, or we stopped it after a whole report
  deadline,  // we stopped it because its time was up
  flooded,   // we stopped it because its console grew without end
};

// One boot, as recorded.
struct Observation {
  BootEnding ending = BootEnding::left;
  bool agent_up = false;
  bool complete = false;             // a whole report came
  std::vector<std::string> ktap;     // its lines
  std::vector<std::string> console;  // lines of the kernel's log
};

// By what is hunted:
// - a step's errno: bad and good are the report's to say, with its controls passed; nothing on the console
// can
//   change either, nor make one.
// - a line of the kernel's log: bad when a splat of this boot matches, whatever else happened; good when the
//   report is whole, controls and hunted cases passed and no other splat was more than a warning.
// - a hang: bad when the deadline came in that phase, and no panic before; good when the report is whole,
//   controls and hunted cases passed.
// - a result's failure: bad when that result failed, good when it passed; the controls have passed, and what
//   other results say plays no part.
// - outcomes: as model/observed_outcomes.hpp says, where controls and cases passed.
// A user's own test is one case (model/own_test.hpp).
// Anything else is a skip. With on_other_failure bad, a failure of the test, a panic (for which a boot
// without a whole report is taken at its console's word), a hang, or in a hunt through the log another splat
// is bad too; never a failed control, a garbled report or a step that was not run.
Verdict judge(const Observation& observation, const Symptom& symptom);

}  // namespace kbisect
