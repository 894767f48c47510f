#include "cli/own_program.hpp"

#include <filesystem>

#include "base/text.hpp"

namespace kbisect {

std::string own_program() {
  return shell_quoted(std::filesystem::read_symlink("/proc/self/exe"));
}

}  // namespace kbisect
