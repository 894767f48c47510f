// What is in the guest's root file system.
#pragma once

#include <vector>

#include "engine/guest_test.hpp"
#include "model/arch.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

// The agent for this architecture, what the test needs and, for one of the agent's, the file system that
// those mount. Throws InfrastructureError naming what is missing.
std::vector<InitramfsFile> guest_image(const GuestTest& test, const Arch& arch);

}  // namespace kbisect
