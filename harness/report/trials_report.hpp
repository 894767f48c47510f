// The table of `kbisect test`, for the terminal and for report.md.
#pragma once

#include <string>

#include "model/trials/trials.hpp"

namespace kbisect {

std::string trials_summary(const TrialsResult& result);
std::string trials_markdown(const TrialsResult& result);

}  // namespace kbisect
