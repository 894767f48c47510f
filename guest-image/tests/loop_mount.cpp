// Mounts an ext4 image through a loop device while the descriptor that configured the device is still open
// for writing, as mount(8) of util-linux before 2.40 and busybox do. If the kernel denies writers to mounted
// devices (CONFIG_BLK_DEV_WRITE_MOUNTED off), the mount fails with EBUSY.
#include <sys/mount.h>

#include "agent/test.hpp"
#include "tests/support/ext4_image.hpp"
#include "tests/support/loop_device.hpp"

namespace kbisect::guest {
namespace {

void mount_and_use(Steps& steps, Mount& mount, const LoopDevice& device) {
  steps.run("mount", [&] { return mount.mount(device.path()); });
  steps.run("write-file", write_file);
  steps.run("read-file-back", read_file_back);
}

// The way of util-linux 2.34.
void mount_writer_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  device.attach(image_path, Autoclear::on);
  mount_and_use(steps, mount, device);
  steps.run("unmount", [&] { return mount.unmount(); });
}

// The way of util-linux 2.40: the writer is replaced by a reader before the mount.
void mount_reader_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  Descriptor reader;
  device.attach(image_path, Autoclear::on);
  steps.run("open-reader", [&] { return reader.open(device.path(), O_RDONLY); });
  steps.run("close-writer", [&] { return device.writer().close(); });
  mount_and_use(steps, mount, device);
  steps.run("close-reader", [&] { return reader.close(); });
  steps.run("unmount", [&] { return mount.unmount(); });
  steps.run("device-is-unbound", [&] { return device.wait_until_unbound(); });
}

// The way of losetup(8) followed by mount(8): the descriptor that configured the device is closed before the
// mount, and so is a later writer before the second one.
void mount_writer_gone(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  Descriptor writer;
  device.attach(image_path, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  mount_and_use(steps, mount, device);
  steps.run("unmount", [&] { return mount.unmount(); });
  steps.run("open-writer-again", [&] { return writer.open(device.path(), O_RDWR); });
  steps.run("close-writer-again", [&] { return writer.close(); });
  steps.run("mount-again", [&] { return mount.mount(device.path()); });
  steps.run("unmount-again", [&] { return mount.unmount(); });
}

// The cases below give the same result on every kernel: a mounted device is claimed exclusively, and so is
// one opened with O_EXCL.

void exclusive_open_while_mounted(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  Descriptor exclusive;
  device.attach(image_path, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("mount", [&] { return mount.mount(device.path()); });
  steps.run_expecting(EBUSY, "open-exclusive",
                      [&] { return exclusive.open(device.path(), O_RDWR | O_EXCL); });
}

void mount_exclusive_reader_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  Descriptor exclusive;
  device.attach(image_path, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("open-exclusive", [&] { return exclusive.open(device.path(), O_RDONLY | O_EXCL); });
  steps.run_expecting(EBUSY, "mount", [&] { return mount.mount(device.path()); });
}

void second_mount(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  Mount second(steps, other_mount_point);
  device.attach(image_path, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("mount", [&] { return mount.mount(device.path()); });
  steps.run("mount-same-flags", [&] { return second.mount(device.path()); });
  steps.run("unmount-same-flags", [&] { return second.unmount(); });
  steps.run_expecting(EBUSY, "mount-read-only", [&] { return second.mount(device.path(), MS_RDONLY); });
}

// With no descriptor open, AUTOCLEAR unbinds the device before the mount.
void mount_autocleared(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  device.attach(image_path, Autoclear::on);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("device-is-unbound", [&] { return device.wait_until_unbound(); });
  steps.run_expecting(EIO, "mount", [&] { return mount.mount(device.path()); });
}

constexpr Case cases[] = {
    {"make-file-system", Role::control, make_file_system},
    {"mount-reader-held", Role::control, mount_reader_held},
    {"mount-writer-gone", Role::control, mount_writer_gone},
    {"mount-writer-held", Role::hunted, mount_writer_held},
    {"exclusive-open-while-mounted", Role::reference, exclusive_open_while_mounted},
    {"mount-exclusive-reader-held", Role::reference, mount_exclusive_reader_held},
    {"second-mount-other-flags", Role::reference, second_mount},
    {"mount-autocleared", Role::reference, mount_autocleared},
};

const Test test("loop-mount", cases);

}  // namespace
}  // namespace kbisect::guest
