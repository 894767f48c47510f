// The items of a Markdown list that describe the machine in a report.
#pragma once

#include <string>
#include <vector>

#include "model/machine.hpp"
#include "model/trials/trial.hpp"

namespace kbisect {

// Toolchain, sandbox and emulator. `acceleration` is what the boots used; empty if nothing was booted.
std::string machine_lines(const MachineRecord& machine, const std::string& acceleration);

// The acceleration of the first boot ("tcg"); empty if nothing was booted.
std::string acceleration_of(const std::vector<TrialResult>& results);
// One item for each toolchain other than the machine's default that a trial was compiled with.
std::string other_toolchain_lines(const std::vector<TrialResult>& results);

}  // namespace kbisect
