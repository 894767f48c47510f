// Reads config profiles and kernel configs from disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/arch.hpp"
#include "model/kernel/profile.hpp"

namespace kbisect {

// `name` is a folder under `configs`, or with a slash the path of such a folder or of a .config
// (profile_of_own_config). `extra_whitelist` is added to the profile's own. Fails when there is no such
// profile, no fragment for the architecture, or a file that cannot be read or parsed.
Expected<Profile> load_profile(const std::filesystem::path& configs, const std::string& name,
                               const Arch& arch, const std::vector<std::string>& extra_whitelist);

// Reads a .config, compressed (/proc/config.gz) or not (parse_own_config, check_config_arch). Fails when it
// cannot be read or parsed.
Expected<Fragment> read_own_config(const std::filesystem::path& path, const Arch& arch);

}  // namespace kbisect
