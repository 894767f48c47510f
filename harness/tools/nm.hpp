// Lists the symbols of objects (nm(1), POSIX and GNU binutils).
#pragma once

#include <string>
#include <vector>

#include "tools/kbuild.hpp"

namespace kbisect {

// Of these files, given from the top of the build directory; each line begins with the file's whole path and
// a colon where `with_paths`. What nm complains of (a file without symbols) is not told. Throws
// InfrastructureError where it cannot be run.
std::string list_symbols(const Kbuild& kbuild, const std::vector<std::string>& files, bool with_paths);

}  // namespace kbisect
