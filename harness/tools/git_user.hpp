// Who the user is to git (git-config(1): user.name, user.email).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace kbisect {

// "Name <address>" by the repository's configuration and the user's own, if both are set there; what git
// would make up of the machine's names is none.
std::optional<std::string> git_user(const std::filesystem::path& repository);

}  // namespace kbisect
