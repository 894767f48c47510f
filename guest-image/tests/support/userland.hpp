// Cases that mount the image with mount(8) and losetup(8) of util-linux and busybox, as users do. Each
// reports what the program returned.
#pragma once

#include "agent/test.hpp"
#include "tests/support/ext4_image.hpp"

namespace kbisect::guest {

inline constexpr const char* programs_for_userland[] = {"/bin/mount", "/sbin/losetup", "/bin/busybox"};

// Reports the versions of the programs.
void versions(Steps& steps);

void util_linux_mount_loop(Steps& steps);
void util_linux_mount_loop_read_only(Steps& steps);
void util_linux_losetup_then_mount(Steps& steps);
void busybox_mount_loop(Steps& steps);
void busybox_losetup_then_mount(Steps& steps);

}  // namespace kbisect::guest
