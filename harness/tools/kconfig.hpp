// Configures a kernel tree from a profile: the requests of its fragments, the last one for each symbol, on
// top of allnoconfig or alldefconfig. That is what the tree's own scripts/kconfig/merge_config.sh does, which
// takes minutes for a whole .config (kernel: Documentation/kbuild/kconfig.rst, KCONFIG_ALLCONFIG).
#pragma once

#include <string>

#include "base/error.hpp"
#include "model/kernel/profile.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

// Writes build/.config from the profile as it was loaded. If the result equals the config already there, its
// time stamp is kept, so that make need not look at it again. Returns the SHA-256 of the config, or why this
// commit cannot be configured: kconfig failed, a request was not met, or a limit of the
// sandbox was exceeded. Throws InfrastructureError when the machine is at fault (full disk, killed process, a
// source tree that contains build output).
Expected<std::string> configure(const Kbuild& kbuild, const Profile& profile);

}  // namespace kbisect
