// The cells of a table row about one trial; "-" where there is nothing to say.
#pragma once

#include <string>
#include <vector>

#include "model/trials/trial.hpp"

namespace kbisect {

// The release that the booted kernel reports: "6.12.117"; "?" if it never did, "-" without an image.
std::string kernel_text(const TrialResult& result);
// How long the build took, or whose kernel it is: "2 min 05 s", "row 1's", "an earlier run's".
std::string build_text(const TrialResult& result);
// The evidence, or why there is no verdict, then what the config changes undid. May be empty.
std::string why_text(const TrialResult& result);

// "good, 0 of 5 failed", "bad (mount-writer-held/mount gives EBUSY), 5 of 5 failed"
std::string trial_line(const TrialResult& result);

}  // namespace kbisect
