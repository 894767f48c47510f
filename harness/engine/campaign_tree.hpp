// The git tree that a campaign names with its key `linux`, or the user with --linux.
#pragma once

#include <filesystem>

#include "model/campaign.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

// The absolute path, with a leading ~ replaced by the user's home. Throws UsageError when HOME is needed and
// not set.
std::filesystem::path tree_path(const std::string& linux_tree);

// Any folder in the tree will do. Throws UsageError naming the key when there is no git tree.
GitReader open_tree(const Campaign& campaign);

// Throws UsageError naming the key when the tree's history is cut off, so that nothing can be looked for in
// it.
void require_whole_history(const GitReader& tree, const Campaign& campaign);

// Throws UsageError when the commit, given by its full id, holds no kernel's source. `what` is what names it:
// "good 'v6.7'".
void require_kernel_source(const GitReader& tree, const std::string& commit, const std::string& what,
                           const Campaign& campaign);

}  // namespace kbisect
