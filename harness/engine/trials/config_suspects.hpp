// Guesses which config symbols a failing test depends on: those that the source code checks near functions
// which only the test makes the kernel run.
#pragma once

#include <string>
#include <vector>

#include "engine/test_code.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

// Symbols as "CONFIG_X", nearest first. `kbuild` is where the kernel was built, with its source still checked
// out. The guess costs two boots. When the kernel's code cannot be traced, `watch` is told why and the result
// is empty.
std::vector<std::string> suspected_symbols(const TestedKernel& kernel, const Kbuild& kbuild, Watch& watch);

}  // namespace kbisect
