// Lists the symbols of object files (nm(1), POSIX and GNU binutils).
#pragma once

#include <string>
#include <vector>

#include "tools/kbuild.hpp"

namespace kbisect {

// The output of nm for `files`, which are relative to the build directory. With `with_paths`, each line
// begins with the absolute path of its file and a colon (nm -A). Complaints of nm, such as a file without
// symbols, are ignored. Runs in the sandbox. Throws InfrastructureError when nm cannot be run or is killed.
std::string list_symbols(const Kbuild& kbuild, const std::vector<std::string>& files, bool with_paths);

}  // namespace kbisect
