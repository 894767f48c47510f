// Tags of a repository by where they lie (git-for-each-ref(1)).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

// Names of the tags whose commits are ancestors of `commit` (an id), itself included.
std::vector<std::string> tags_before(const std::filesystem::path& tree, const std::string& commit);
// Of those that `commit` is an ancestor of, itself included.
std::vector<std::string> tags_after(const std::filesystem::path& tree, const std::string& commit);

}  // namespace kbisect
