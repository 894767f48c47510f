// The table of `kbisect test`: on the terminal and in report.md.
#pragma once

#include <string>

#include "model/trials.hpp"

namespace kbisect {

std::string trials_summary(const TrialsResult& result);
std::string trials_markdown(const TrialsResult& result);

}  // namespace kbisect
