// The environment that kbisect was started with.
#pragma once

#include <string>

namespace kbisect {

// Empty if the variable is not set.
std::string environment_value(const char* name);

}  // namespace kbisect
