// A patch as git apply takes it, out of a file.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace kbisect {

// Its text. Fails naming the file (an absolute path) where it cannot be read, or where git apply could not
// read it as a patch, whatever it were applied to.
Expected<std::string> read_patch_file(const std::filesystem::path& file);

}  // namespace kbisect
