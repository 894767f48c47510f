// The mitigation table of `kbisect explain`, for the terminal and for report.md.
#pragma once

#include <string>

#include "model/trials/mitigation.hpp"

namespace kbisect {

std::string explain_summary(const Explanation& explanation);
std::string explain_markdown(const Explanation& explanation);

}  // namespace kbisect
