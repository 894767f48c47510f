// The mitigation table of `kbisect explain`: on the terminal and in report.md.
#pragma once

#include <string>

#include "model/mitigation.hpp"

namespace kbisect {

std::string explain_summary(const Explanation& explanation);
std::string explain_markdown(const Explanation& explanation);

}  // namespace kbisect
