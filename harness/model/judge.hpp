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
};

// One boot, as recorded.
struct Observation {
  BootEnding ending = BootEnding::left;
  bool agent_up = false;
  bool complete = false;             // a whole report came
  std::vector<std::string> ktap;     // its lines
  std::vector<std::string> console;  // lines of the kernel's log
};

Verdict judge(const Observation& observation, const Symptom& symptom);

}  // namespace kbisect
