// What kernels are compiled and linked with, for the records.
#pragma once

#include <string>

#include "model/arch.hpp"

namespace kbisect {

struct Toolchain {
  std::string text;    // compiler, linker and make by their own words, on one line
  std::string digest;  // SHA-256 over the compiler proper, the assembler, the linker and objcopy
};

// Those for this architecture. Throws InfrastructureError where one of them is missing.
Toolchain read_toolchain(const Arch& arch);

}  // namespace kbisect
