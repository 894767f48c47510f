// The compilers and binutils that kernels are built with, for the records.
#pragma once

#include <string>
#include <vector>

#include "model/arch.hpp"
#include "model/machine.hpp"

namespace kbisect {

// The toolchain for this architecture with this compiler (model/compiler.hpp). Throws UsageError when a
// compiler other than the usual one is missing, InfrastructureError when any other program is.
Toolchain read_toolchain(const Arch& arch, const std::string& compiler);

// The major versions of GCC for this architecture that are installed under a versioned name ("gcc-11"),
// ascending.
std::vector<int> installed_compilers(const Arch& arch);
// The major version of the plain "gcc". Throws InfrastructureError when it cannot be run.
int usual_version(const Arch& arch);

}  // namespace kbisect
