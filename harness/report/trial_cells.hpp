// What is told of one trial, by the cells of a row. "-" where there is nothing.
#pragma once

#include <string>
#include <vector>

#include "model/trial.hpp"

namespace kbisect {

std::string boots_text(const std::vector<Run>& runs);  // "5 of 5 failed"
// What runs says of itself.
std::string kernel_text(const TrialResult& result);
// What it took to have it: "2 min 5 s", "row 1's", "an earlier run's".
std::string build_text(const TrialResult& result);
// The evidence, or why there is no verdict; and what the changes of the config have undone. May be empty.
std::string why_text(const TrialResult& result);

// "good", "bad (mount-writer-held/mount gives EBUSY), 5 of 5 failed"
std::string trial_line(const TrialResult& result);

}  // namespace kbisect
