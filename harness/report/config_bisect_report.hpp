// What `kbisect config-bisect` found: on the terminal and in report.md.
#pragma once

#include <string>

#include "model/config_bisect.hpp"

namespace kbisect {

// Beside the trials' own summary.
std::string config_bisect_finding(const ConfigBisectResult& result);
std::string config_bisect_markdown(const ConfigBisectResult& result);

}  // namespace kbisect
