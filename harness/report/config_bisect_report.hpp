// What `kbisect config-bisect` found, for the terminal and for report.md.
#pragma once

#include <string>

#include "model/trials/config_bisect.hpp"

namespace kbisect {

// Printed on the terminal after the trials' own summary.
std::string config_bisect_finding(const ConfigBisectResult& result);
std::string config_bisect_markdown(const ConfigBisectResult& result);

}  // namespace kbisect
