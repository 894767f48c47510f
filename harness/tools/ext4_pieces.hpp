// The file system that guest tests mount, made on the host: so the guest needs no mkfs of its own
// architecture, and no libraries for one.
#pragma once

#include <vector>

#include "tools/initramfs.hpp"

namespace kbisect {

// An ext4 file system by mke2fs(8), as `mkfs.ext4` makes one but with fixed identifiers and times, in the
// pieces that guest-image/protocol.hpp speaks of: the same bytes from the same version of e2fsprogs.
std::vector<InitramfsFile> make_ext4_pieces();

}  // namespace kbisect
