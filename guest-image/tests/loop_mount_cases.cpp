// Who may open a loop device while a file system claims it, and vice versa: one case for each order of
// events. These cases judge nothing: each step reports its outcome, and a campaign says which outcome belongs
// to which side of the change.
#include <sys/mount.h>
#include <sys/wait.h>

#include "agent/test.hpp"
#include "tests/support/ext4_image.hpp"
#include "tests/support/loop_device.hpp"

namespace kbisect::guest {
namespace {

// A loop device without an open descriptor, optionally mounted, with the steps that lead there.
struct Bound {
  explicit Bound(Steps& steps) : device(steps), mount(steps, mount_point) {
    device.attach(image_path, Autoclear::off);
    steps.run("close-writer", [this] { return device.writer().close(); });
  }
  Bound(Steps& steps, unsigned long flags) : Bound(steps) {
    steps.run("mount", [this, flags] { return mount.mount(device.path(), flags); });
  }

  LoopDevice device;
  Mount mount;
};

void observe_mount(Steps& steps, const char* name, Mount& mount, const LoopDevice& device,
                   unsigned long flags = 0) {
  steps.observe(name, [&] { return outcome_of(mount.mount(device.path(), flags)); });
}

void observe_open(Steps& steps, const char* name, const LoopDevice& device, int flags) {
  steps.observe(name, [&] {
    Descriptor opened;
    return outcome_of(opened.open(device.path(), flags));
  });
}

// --- mounting while the device is held open ---

void writer_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  device.attach(image_path, Autoclear::on);
  observe_mount(steps, "mount", mount, device);
}

void writer_held_read_only(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  device.attach(image_path, Autoclear::off);
  observe_mount(steps, "mount", mount, device, MS_RDONLY);
}

void reader_held(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  Descriptor reader;
  device.attach(image_path, Autoclear::on);
  steps.run("open-reader", [&] { return reader.open(device.path(), O_RDONLY); });
  steps.run("close-writer", [&] { return device.writer().close(); });
  observe_mount(steps, "mount", mount, device);
  if (!steps.holds(mount.is_mounted())) return;
  steps.observe("write-file", [] { return outcome_of(write_file()); });
  steps.run("close-reader", [&] { return reader.close(); });
  steps.run("unmount", [&] { return mount.unmount(); });
  steps.observe("unbound", [&] { return outcome_of(device.wait_until_unbound()); });
}

void writer_gone(Steps& steps) {
  Bound bound(steps);
  observe_mount(steps, "mount", bound.mount, bound.device);
  if (!steps.holds(bound.mount.is_mounted())) return;
  steps.run("unmount", [&] { return bound.mount.unmount(); });
  observe_open(steps, "open-writer", bound.device, O_RDWR);
  observe_mount(steps, "mount-again", bound.mount, bound.device);
}

void exclusive_reader_held(Steps& steps) {
  Bound bound(steps);
  Descriptor exclusive;
  steps.run("open-exclusive", [&] { return exclusive.open(bound.device.path(), O_RDONLY | O_EXCL); });
  observe_mount(steps, "mount", bound.mount, bound.device);
}

// With no descriptor open, AUTOCLEAR unbinds the device before the mount.
void autocleared(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  device.attach(image_path, Autoclear::on);
  steps.run("close-writer", [&] { return device.writer().close(); });
  steps.run("unbound", [&] { return device.wait_until_unbound(); });
  observe_mount(steps, "mount", mount, device);
}

// A forked child that keeps the inherited descriptors open until end() is called.
class Child {
 public:
  Result start() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return of_call(-1);
    const Descriptor end(ends[0]);
    const Descriptor keep(ends[1]);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[1]);
      char byte = 0;
      if (::read(ends[0], &byte, 1) < 0) ::_exit(1);
      ::_exit(0);
    }
    if (pid_ > 0) told_ = ::dup(ends[1]);
    return of_call(pid_);
  }
  Result end() {
    ::close(told_);
    return of_call(::waitpid(pid_, nullptr, 0));
  }

 private:
  pid_t pid_ = -1;
  int told_ = -1;
};

void child_holds_writer(Steps& steps) {
  LoopDevice device(steps);
  Mount mount(steps, mount_point);
  Child child;
  device.attach(image_path, Autoclear::off);
  steps.run("start-child", [&] { return child.start(); });
  steps.run("close-writer", [&] { return device.writer().close(); });
  observe_mount(steps, "mount", mount, device);
  if (steps.holds(mount.is_mounted())) steps.run("unmount", [&] { return mount.unmount(); });
  steps.run("end-child", [&] { return child.end(); });
  observe_mount(steps, "mount-after-its-end", mount, device);
}

// --- opening while the device is mounted ---

void mounted_open(Steps& steps) {
  const Bound bound(steps, 0UL);
  observe_open(steps, "open-read-write", bound.device, O_RDWR);
  observe_open(steps, "open-write-only", bound.device, O_WRONLY);
}

void mounted_open_reader(Steps& steps) {
  const Bound bound(steps, 0UL);
  observe_open(steps, "open-read-only", bound.device, O_RDONLY);
}

// The way mkfs opens a device.
void mounted_open_exclusive(Steps& steps) {
  const Bound bound(steps, 0UL);
  observe_open(steps, "open-exclusive", bound.device, O_RDWR | O_EXCL);
}

void mounted_read_only_open(Steps& steps) {
  const Bound bound(steps, MS_RDONLY);
  observe_open(steps, "open-read-write", bound.device, O_RDWR);
}

void mounted_read_only_remount(Steps& steps) {
  Bound bound(steps, MS_RDONLY);
  observe_mount(steps, "remount-read-write", bound.mount, bound.device, MS_REMOUNT);
}

void second_mount(Steps& steps) {
  const Bound bound(steps, 0UL);
  Mount second(steps, other_mount_point);
  observe_mount(steps, "mount-same-flags", second, bound.device);
  if (steps.holds(second.is_mounted())) steps.run("unmount-same-flags", [&] { return second.unmount(); });
  observe_mount(steps, "mount-read-only", second, bound.device, MS_RDONLY);
}

// Writes to the boot block, which ext4 does not use.
Result write_to_image() {
  Descriptor file;
  Result opened = file.open(image_path, O_RDWR);
  return opened.ok() ? of_call(::pwrite(file.get(), "k", 1, 0)) : opened;
}

void mounted_write_to_image(Steps& steps) {
  const Bound bound(steps, 0UL);
  steps.observe("write-to-image", [] { return outcome_of(write_to_image()); });
}

// --- mounting with fsopen(2) and fsconfig(2) ---

// The note holds the messages that the kernel queued on the context (fsconfig(2)).
Outcome create_super_block(int context, const char* device) {
  Result result = of_call(::fsconfig(context, FSCONFIG_SET_STRING, "source", device, 0));
  if (result.ok()) result = of_call(::fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0));
  char message[512];
  for (ssize_t size; (size = ::read(context, message, sizeof message)) > 0;)
    result.note.append(message, static_cast<size_t>(size));
  return outcome_of(result);
}

void writer_held_fsconfig(Steps& steps) {
  LoopDevice device(steps);
  Descriptor context;
  device.attach(image_path, Autoclear::off);
  steps.run("fsopen", [&] { return context.take(::fsopen("ext4", FSOPEN_CLOEXEC)); });
  steps.observe("create", [&] { return create_super_block(context.get(), device.path()); });
  steps.run("close-context", [&] { return context.close(); });
}

constexpr Case cases[] = {
    {"make-file-system", Role::control, make_file_system},
    {"writer-held", Role::observed, writer_held},
    {"reader-held", Role::observed, reader_held},
    {"writer-gone", Role::observed, writer_gone},
    {"writer-held-read-only", Role::observed, writer_held_read_only},
    {"mounted-open", Role::observed, mounted_open},
    {"mounted-open-reader", Role::observed, mounted_open_reader},
    {"mounted-open-exclusive", Role::observed, mounted_open_exclusive},
    {"mounted-read-only-open", Role::observed, mounted_read_only_open},
    {"mounted-read-only-remount", Role::observed, mounted_read_only_remount},
    {"exclusive-reader-held", Role::observed, exclusive_reader_held},
    {"second-mount", Role::observed, second_mount},
    {"child-holds-writer", Role::observed, child_holds_writer},
    {"mounted-write-to-image", Role::observed, mounted_write_to_image},
    {"writer-held-fsconfig", Role::observed, writer_held_fsconfig},
    {"autocleared", Role::observed, autocleared},
};

const Test test("loop-mount-cases", cases);

}  // namespace
}  // namespace kbisect::guest
