// What a report says of the machine: items of a Markdown list.
#pragma once

#include <string>
#include <vector>

#include "model/machine.hpp"
#include "model/trial.hpp"

namespace kbisect {

// Toolchain, sandbox and emulator. `acceleration` is what the boots were made with; empty: there were none.
std::string machine_lines(const MachineRecord& machine, const std::string& acceleration);

// "tcg", empty where nothing was booted.
std::string acceleration_of(const std::vector<TrialResult>& results);
// The toolchains of those that were compiled with another one than the machine's usual, each once.
std::string other_toolchain_lines(const std::vector<TrialResult>& results);

}  // namespace kbisect
