// Which config symbols a failing test may well hang on: those that sources test near functions which the test
// alone makes the kernel run.
#pragma once

#include <string>
#include <vector>

#include "engine/test_code.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

// CONFIG_X, the nearest first. `kbuild` is where the kernel was built, its source still checked out. A guess
// that costs two boots: where the kernel's code cannot be looked at there are none.
std::vector<std::string> suspected_symbols(const TestedKernel& kernel, const Kbuild& kbuild, Watch& watch);

}  // namespace kbisect
