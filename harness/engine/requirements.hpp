// What a machine must have before a run: programs and headers, with the Debian package that brings each.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/arch.hpp"

namespace kbisect {

struct Requirement {
  std::string what;     // "flex", "libelf.h"
  std::string package;  // "flex", "libelf-dev"
  std::string why;
  bool optional = false;
};

// All that a run on `arch` needs, and those of them that are not here; optional ones are not counted as
// missing.
std::vector<Requirement> requirements(const Arch& arch);
bool is_present(const Requirement& requirement);
std::vector<Requirement> missing_requirements(const Arch& arch);

// "apt-get install flex libelf-dev", with sudo where the user is not root.
std::string install_command(const std::vector<Requirement>& missing);

// Programs that make a kernel what it is; a sandbox must hold the very same.
std::vector<std::string> build_programs();

// Programs of the host that go into the guest image.
const std::vector<std::string>& guest_programs();

// The tests that the agent holds, and a UsageError with their names when `test` is not one.
void require_guest_test(const std::filesystem::path& agent, const std::string& test);

}  // namespace kbisect
