// Finds the tags of a repository that are before or after a commit (git-for-each-ref(1)). Throws
// InfrastructureError when git fails.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

// Names of the tags on ancestors of `commit` (an id) or on the commit itself, in order of name.
std::vector<std::string> tags_before(const std::filesystem::path& tree, const std::string& commit);
// Names of the tags on descendants of `commit` or on the commit itself, in order of name.
std::vector<std::string> tags_after(const std::filesystem::path& tree, const std::string& commit);

}  // namespace kbisect
