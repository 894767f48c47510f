// The contents of the guest's root file system.
#pragma once

#include <vector>

#include "engine/guest_test.hpp"
#include "model/arch.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

// The agent for this architecture, what the test needs and, for a built-in test, the pieces of the ext4 file
// system that those tests mount. Throws InfrastructureError naming what is missing.
std::vector<InitramfsFile> guest_image(const GuestTest& test, const Arch& arch);

}  // namespace kbisect
