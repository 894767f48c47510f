// What a machine must have before a run: programs and headers, with the Debian package that brings each.
#pragma once

#include <string>
#include <vector>

#include "model/arch.hpp"

namespace kbisect {

struct Requirement {
  std::string what;     // "flex", "libelf.h"
  std::string package;  // "flex", "libelf-dev"
  std::string why;
  bool optional = false;
  std::string then = {};  // a command beside the package's installation
};

// All that a run on `arch` needs, and those of them that are not here; optional ones are not counted as
// missing.
std::vector<Requirement> requirements(const Arch& arch);
bool is_present(const Requirement& requirement);
std::vector<Requirement> missing_requirements(const Arch& arch);

// "apt-get install flex libelf-dev", with sudo where the user is not root; and what is to be done after that.
std::string install_command(const std::vector<Requirement>& missing);

// Programs that make a kernel what it is; a sandbox must hold the very same.
std::vector<std::string> build_programs(const Arch& arch, const std::string& compiler);

}  // namespace kbisect
