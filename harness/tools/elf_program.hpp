// What a program of this machine is made of, by its ELF headers (elf(5)) and its dynamic linker (ld.so(8)).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

struct ElfProgram {
  int machine = 0;          // e_machine
  std::string interpreter;  // the dynamic linker that it asks for; empty when it is static
};

// Fails on what is no 64-bit ELF program.
Expected<ElfProgram> read_elf_program(const std::filesystem::path& program);

// The dynamic linker and all shared libraries, as the linker itself lists them; empty for a static program.
// Asking the linker, unlike ldd, never runs the program. Fails naming what is missing.
Expected<std::vector<std::string>> libraries_of(const std::filesystem::path& program);

}  // namespace kbisect
