// The file system that guest tests mount. It is made on the host, so the guest needs no mkfs for its
// architecture and no libraries for one.
#pragma once

#include <vector>

#include "tools/initramfs.hpp"

namespace kbisect {

// An ext4 file system by mke2fs(8), made as `mkfs.ext4` does but with fixed identifiers and times, so that
// one version of e2fsprogs always gives the same bytes. It is cut into the pieces that
// guest-image/protocol.hpp describes. Throws InfrastructureError.
std::vector<InitramfsFile> make_ext4_pieces();

}  // namespace kbisect
