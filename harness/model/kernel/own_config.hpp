// A whole .config of the user's as a config profile.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "model/arch.hpp"
#include "model/kernel/profile.hpp"

namespace kbisect {

// Symbols that are y for any guest: to start the agent from an initramfs, and to hear from it.
std::set<std::string> guest_needs(const Arch& arch);

// Reads the text of a .config as one fragment. Fails naming path and line as parse_fragment() does, and if no
// symbol is set in it. The fragment's name does not depend on the path.
Expected<Fragment> parse_own_config(const std::string& path, std::string_view text);

// Fails if the comment that Kconfig puts at the top of a .config ("# Linux/arm64 6.12.0 Kernel
// Configuration") names another architecture.
Expected<void> check_config_arch(const std::string& path, std::string_view text, const Arch& arch);

// The profile with what only a config's own machine can build switched off on top of it: its certificates,
// its firmware, its initramfs, the signing of its modules.
Profile without_machine_settings(Profile profile);

// The config with guest_needs() on top, which must be met, except for symbols that old kernels lack; and
// without what only the machine of the config's origin can build. Its other symbols need not come out as they
// are in the file, which may have been made for another kernel, and those that it does not name get their
// defaults: what `make olddefconfig` does.
Profile profile_of_own_config(Fragment config, const Arch& arch);

}  // namespace kbisect
