// Mounting an ext4 image through a loop device while the descriptor that has configured the device, open for
// writing, is still held: what mount(8) of util-linux before 2.40 and busybox do. Where superblocks claim
// their device against writers (BLK_DEV_WRITE_MOUNTED off), that fails with EBUSY.
#include <sys/mount.h>
#include <sys/stat.h>

#include <string_view>

#include "agent/test.hpp"
#include "guest-image/protocol.hpp"
#include "tests/support/ext4_pieces.hpp"
#include "tests/support/loop_device.hpp"

namespace kbisect::guest {
namespace {

constexpr const char* image = "/tmp/image";
constexpr const char* place = "/tmp/mounted";
constexpr const char* other_place = "/tmp/mounted-too";
constexpr const char* file_in_image = "/tmp/mounted/file";

Result truncate_image() {
  Descriptor file;
  Result opened = file.open(image, O_RDWR | O_CREAT | O_EXCL, 0644);
  return opened.ok() ? of_call(::ftruncate(file.get(), protocol::ext4_size)) : opened;
}

// Made once: a file system that was unmounted is as good as a new one for every case.
void make_file_system(Steps& steps) {
  steps.run("truncate", truncate_image);
  // What the host's mkfs.ext4 has made.
  steps.run("mkfs", [] { return write_ext4_pieces(image); });
  steps.run("make-mount-points", [] {
    Result made = of_call(::mkdir(place, 0755));
    return made.ok() ? of_call(::mkdir(other_place, 0755)) : made;
  });
}

constexpr std::string_view content = "written through the loop device\n";

Result write_file() {
  Descriptor file;
  Result result = file.open(file_in_image, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (result.ok()) result = write_all(file.get(), content);
  return result.ok() ? file.close() : result;
}

Result read_file_back() {
  Descriptor file;
  Result opened = file.open(file_in_image, O_RDONLY);
  if (!opened.ok()) return opened;
  char bytes[2 * content.size()];
  const ssize_t size = ::read(file.get(), bytes, sizeof bytes);
  if (size < 0) return of_call(size);
  if (std::string_view(bytes, static_cast<size_t>(size)) == content) return {};
  return {.error = EIO, .note = "what was read is not what was written"};
}

void mount_and_use(Steps& steps, Mount& mount, const LoopDevice& device) {
  steps.run("mount", [&] { return mount.mount(device.path()); });
  steps.run("write-file", write_file);
  steps.run("read-file-back", read_file_back);
}

// As util-linux 2.34 does it.
void mount_writer_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, place);
  device.attach(image, Autoclear::on);
  mount_and_use(steps, mount, device);
  steps.run("unmount", [&] { return mount.unmount(); });
}

// As util-linux 2.40 does it: the writer makes room for a reader before the mount.
void mount_reader_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, place);
  Descriptor reader;
  device.attach(image, Autoclear::on);
  steps.run("open-reader", [&] { return reader.open(device.path(), O_RDONLY); });
  steps.run("close-writer", [&] { return device.writer().close(); });
  mount_and_use(steps, mount, device);
  steps.run("close-reader", [&] { return reader.close(); });
  steps.run("unmount", [&] { return mount.unmount(); });
  steps.run("device-is-unbound", [&] { return device.wait_until_unbound(); });
}

// As losetup(8) and then mount(8) do it: whoever has configured the device is gone, and so is a later writer.
void mount_writer_gone(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, place);
  Descriptor writer;
  device.attach(image, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  mount_and_use(steps, mount, device);
  steps.run("unmount", [&] { return mount.unmount(); });
  steps.run("open-writer-again", [&] { return writer.open(device.path(), O_RDWR); });
  steps.run("close-writer-again", [&] { return writer.close(); });
  steps.run("mount-again", [&] { return mount.mount(device.path()); });
  steps.run("unmount-again", [&] { return mount.unmount(); });
}

// What follows fails on every kernel: a mounted device is claimed, and so is one opened with O_EXCL.

void exclusive_open_while_mounted(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, place);
  Descriptor exclusive;
  device.attach(image, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("mount", [&] { return mount.mount(device.path()); });
  steps.run_expecting(EBUSY, "open-exclusive",
                      [&] { return exclusive.open(device.path(), O_RDWR | O_EXCL); });
}

void mount_exclusive_reader_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, place);
  Descriptor exclusive;
  device.attach(image, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("open-exclusive", [&] { return exclusive.open(device.path(), O_RDONLY | O_EXCL); });
  steps.run_expecting(EBUSY, "mount", [&] { return mount.mount(device.path()); });
}

void second_mount(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, place);
  Mount second(steps, other_place);
  device.attach(image, Autoclear::off);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("mount", [&] { return mount.mount(device.path()); });
  steps.run("mount-same-flags", [&] { return second.mount(device.path()); });
  steps.run("unmount-same-flags", [&] { return second.unmount(); });
  steps.run_expecting(EBUSY, "mount-read-only", [&] { return second.mount(device.path(), MS_RDONLY); });
}

// Without a holder the flag has unbound the device before the mount.
void mount_autocleared(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, place);
  device.attach(image, Autoclear::on);
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
