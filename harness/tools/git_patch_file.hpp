// Reads a patch for git apply from a file.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace kbisect {

// The text of the patch in `file` (an absolute path). Fails, naming the file, when it cannot be read, or when
// git apply cannot parse it; whether it fits any tree is not checked. Throws InfrastructureError when git
// cannot be started.
Expected<std::string> read_patch_file(const std::filesystem::path& file);

}  // namespace kbisect
