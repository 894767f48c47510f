// The git tree that a campaign's key `linux`, or the option, names.
#pragma once

#include <filesystem>

#include "model/campaign.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

// Absolute, the user's home in place of a leading ~.
std::filesystem::path tree_path(const std::string& linux_tree);

// Throws UsageError naming the key.
GitReader open_tree(const Campaign& campaign);

}  // namespace kbisect
