// Configures a kernel tree from a profile with the tree's own scripts/kconfig/merge_config.sh -r -n.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/arch.hpp"
#include "model/kernel/profile.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

// `name` is a folder under `configs`, or a path if it contains a slash. `extra_whitelist` is added to the
// profile's own. Fails when there is no such folder, no fragment for the architecture, or a fragment that
// cannot be parsed.
Expected<Profile> load_profile(const std::filesystem::path& configs, const std::string& name,
                               const Arch& arch, const std::vector<std::string>& extra_whitelist);

// Writes build/.config from the profile as it was loaded. If the result equals the config already there, its
// time stamp is kept, so that make need not look at it again. Returns the SHA-256 of the config, or why this
// commit cannot be configured: merge_config.sh or kconfig failed, a request was not met, or a limit of the
// sandbox was exceeded. Throws InfrastructureError when the machine is at fault (full disk, killed process, a
// source tree that contains build output).
Expected<std::string> configure(const Kbuild& kbuild, const Profile& profile);

}  // namespace kbisect
