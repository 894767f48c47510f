// The user's name and address as git knows them (git-config(1): user.name, user.email).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace kbisect {

// "Name <address>" from the configuration of the repository or of the user; empty unless both are set. What
// git would derive from the login and host name does not count.
std::optional<std::string> git_user(const std::filesystem::path& repository);

}  // namespace kbisect
