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

// Makes the commits of `command` kbisect's own, on the same day at every try, so that the same change on the
// same commit has the same id whoever makes it. By the environment, which git prefers to any configuration
// (git(1), "Git Commits").
void commit_as_ourselves(Command& command);

}  // namespace kbisect
