// What a machine must have before a run: programs and headers, each with the Debian package that provides it.
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
  std::string then = {};  // a command to run after installing the package
};

// Everything that runs for `arch` need or, if optional, can use.
std::vector<Requirement> requirements(const Arch& arch);
bool is_present(const Requirement& requirement);
// Those that are not present; optional ones do not count as missing.
std::vector<Requirement> missing_requirements(const Arch& arch);

// "apt-get install flex libelf-dev", with sudo if the user is not root, followed by Requirement::then.
std::string install_command(const std::vector<Requirement>& missing);

// The programs that determine what a kernel becomes; a sandbox must contain exactly the same ones.
std::vector<std::string> build_programs(const Arch& arch, const std::string& compiler);

}  // namespace kbisect
