// The table of `kbisect test`: on the terminal and in report.md.
#pragma once

#include <string>

#include "model/trials.hpp"

namespace kbisect {

// "good", "bad (mount-writer-held/mount gives EBUSY), 5 of 5 boots failed"
std::string trial_line(const TrialResult& result);

std::string trials_summary(const TrialsResult& result);
std::string trials_markdown(const TrialsResult& result);

}  // namespace kbisect
