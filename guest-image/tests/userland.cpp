// A loop mount with util-linux and busybox.
#include "tests/support/userland.hpp"

namespace kbisect::guest {
namespace {

constexpr Case cases[] = {
    {"versions", Role::reference, versions},
    {"make-file-system", Role::control, make_file_system},
    {"util-linux-mount-loop", Role::observed, util_linux_mount_loop},
    {"util-linux-mount-loop-read-only", Role::observed, util_linux_mount_loop_read_only},
    {"util-linux-losetup-then-mount", Role::observed, util_linux_losetup_then_mount},
    {"busybox-mount-loop", Role::observed, busybox_mount_loop},
    {"busybox-losetup-then-mount", Role::observed, busybox_losetup_then_mount},
};

const Test test("userland", cases, programs_for_userland);

}  // namespace
}  // namespace kbisect::guest
