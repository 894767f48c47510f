// The ext4 file system that the host has put into the guest image (protocol.hpp).
#pragma once

#include "agent/result.hpp"

namespace kbisect::guest {

// Writes it into the file, which is as large as it is and all zeros.
Result write_ext4_pieces(const char* path);

}  // namespace kbisect::guest
