// The ext4 file system that the host put into the guest image, in pieces (protocol.hpp).
#pragma once

#include "agent/result.hpp"

namespace kbisect::guest {

// Writes the pieces into the existing file at `path`, which must already have its full size and be all zeros.
Result write_ext4_pieces(const char* path);

}  // namespace kbisect::guest
