// What is in the guest's root file system.
#pragma once

#include <vector>

#include "model/arch.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

// The agent for this architecture and the file system that tests mount. Throws InfrastructureError naming
// what is missing.
std::vector<InitramfsFile> guest_image(const Arch& arch);

}  // namespace kbisect
