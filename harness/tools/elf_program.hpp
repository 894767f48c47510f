// What a program of this machine needs to run, from its ELF headers (elf(5)) and its dynamic linker
// (ld.so(8)).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

struct ElfProgram {
  int machine = 0;          // e_machine
  std::string interpreter;  // path of the dynamic linker it asks for; empty if it is static
};

// Fails if the file cannot be read or is not a 64-bit ELF program of this machine's byte order.
Expected<ElfProgram> read_elf_program(const std::filesystem::path& program);

// Paths of the dynamic linker and of all shared libraries, as the linker itself lists them; some may appear
// twice. Empty for a static program. Unlike ldd, this never runs the program itself. Fails with the name of
// what is missing.
Expected<std::vector<std::string>> libraries_of(const std::filesystem::path& program);

}  // namespace kbisect
