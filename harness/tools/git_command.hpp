// How every git of ours is started: no prose in another language, none of the user's hooks, no repository
// handed down by the environment (git(1), "Environment Variables").
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/subprocess.hpp"

namespace kbisect {

// `git -C where ... arguments`
Command git_command(const std::filesystem::path& where, const std::vector<std::string>& arguments);

}  // namespace kbisect
