// The ext4 image that tests mount, where they mount it, and a file in it.
#pragma once

#include "agent/test.hpp"

namespace kbisect::guest {

inline constexpr const char* image_path = "/tmp/image";
inline constexpr const char* mount_point = "/tmp/mounted";
inline constexpr const char* other_mount_point = "/tmp/mounted-too";

// A case to be run once before those that mount: after an unmount the file system is as good as new.
void make_file_system(Steps& steps);

// These use the file system that is mounted at `mount_point`.
Result write_file();
Result read_file_back();

}  // namespace kbisect::guest
