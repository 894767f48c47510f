// The git tree that a campaign names with its key `linux`, or the user with --linux.
#pragma once

#include <filesystem>

#include "model/campaign.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

// The absolute path, with a leading ~ replaced by the user's home. Throws UsageError when HOME is needed and
// not set.
std::filesystem::path tree_path(const std::string& linux_tree);

// Throws UsageError naming the key when there is no git tree, or when the path is
// a file or folder inside of one.
GitReader open_tree(const Campaign& campaign);

// Throws UsageError naming the tree when the commit, given by its full id, holds no kernel's source.
void require_kernel_source(const GitReader& tree, const std::string& commit, const Campaign& campaign);

}  // namespace kbisect
