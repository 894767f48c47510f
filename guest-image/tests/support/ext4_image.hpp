// The file system that tests mount: an ext4 image, the places to mount it, and a file in it.
#pragma once

#include "agent/test.hpp"

namespace kbisect::guest {

inline constexpr const char* image_path = "/tmp/image";
inline constexpr const char* mount_point = "/tmp/mounted";
inline constexpr const char* other_mount_point = "/tmp/mounted-too";

// A case of its own, for all that come after it: a file system that was unmounted is as good as a new one.
void make_file_system(Steps& steps);

// In what is mounted at `mount_point`.
Result write_file();
Result read_file_back();

}  // namespace kbisect::guest
