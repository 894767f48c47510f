// Configures a kernel tree out of a profile with that tree's own scripts/kconfig/merge_config.sh -r -n.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/arch.hpp"
#include "model/profile.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

// `name` is a folder under `configs` or a path. Fails when there is no such folder, no fragment for the
// architecture, or a fragment that cannot be parsed.
Expected<Profile> load_profile(const std::filesystem::path& configs, const std::string& name,
                               const Arch& arch, const std::vector<std::string>& extra_whitelist);

// Writes build/.config for the tree, from what the profile held when it was loaded. Its time stamp is left
// alone when the merge gives what is already there, so that make need not look at it again. Returns the
// SHA-256 of the config, or why this commit cannot be configured (merge_config.sh or kconfig failed; a
// request was not met; it ran against a limit of the sandbox). Throws InfrastructureError when the machine is
// at fault (disk full, killed, a source tree that holds build output).
Expected<std::string> configure(const Kbuild& kbuild, const Profile& profile);

}  // namespace kbisect
