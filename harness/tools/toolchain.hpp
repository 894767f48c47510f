// What kernels are compiled and linked with, for the records.
#pragma once

#include <string>
#include <vector>

#include "model/arch.hpp"
#include "model/machine.hpp"

namespace kbisect {

// Those for this architecture, with this compiler (model/compiler.hpp). Throws UsageError where the compiler
// is missing that was asked for, InfrastructureError for any other.
Toolchain read_toolchain(const Arch& arch, const std::string& compiler);

// The versions of GCC for this architecture that are here by their major versions ("gcc-11").
std::vector<int> installed_compilers(const Arch& arch);
// That of the plain one ("gcc"). Throws InfrastructureError.
int usual_version(const Arch& arch);

}  // namespace kbisect
