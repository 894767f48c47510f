// How every git process is set up: messages in English, none of the user's hooks, and no repository taken
// from the environment (git(1), "Environment Variables").
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/subprocess.hpp"

namespace kbisect {

// The command `git -C where ... arguments`; git resolves relative paths in `arguments` from `where`.
Command git_command(const std::filesystem::path& where, const std::vector<std::string>& arguments);

// The same in a worktree of ours: git must not take a repository that the cache folder itself may be in,
// should the worktree's .git be missing.
Command worktree_command(const std::filesystem::path& worktree, const std::vector<std::string>& arguments);

// Makes the commits of `command` kbisect's own, on the same day at every try, so that the same change on the
// same commit has the same id whoever makes it. By the environment, which git prefers to any configuration
// (git(1), "Git Commits").
void commit_as_ourselves(Command& command);

}  // namespace kbisect
