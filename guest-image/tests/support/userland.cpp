#include "tests/support/userland.hpp"

#include <initializer_list>
#include <string>
#include <vector>

#include "agent/descriptor.hpp"
#include "guest-image/protocol.hpp"
#include "tests/support/loop_device.hpp"
#include "tests/support/program.hpp"

namespace kbisect::guest {
namespace {

using Words = std::initializer_list<const char*>;

ProgramEnd run_words(Words words) {
  std::vector<const char*> argv(words);
  argv.push_back(nullptr);
  return run_to_end(argv.data());
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// The device mounted at mount_point (proc_mounts(5)); empty if nothing is.
std::string mounted_device() {
  const std::string mounts = read_start("/proc/self/mounts");
  const size_t place = mounts.find(std::string(" ") + mount_point + " ");
  if (place == std::string::npos) return {};
  const size_t line = mounts.rfind('\n', place) + 1;
  return mounts.substr(line, place - line);
}

// Mounts with the given program, uses the mount and cleans up. `device` may have been adopted already, if
// another program configured it.
void observe_mount(Steps& steps, LoopDevice& device, Words words, bool is_writable = true) {
  Mount mount(steps, mount_point);
  steps.observe("mount", [&] {
    const ProgramEnd end = run_words(words);
    if (end.ok()) {
      mount.adopt();
      device.adopt(mounted_device());
    }
    return outcome_of(end);
  });
  if (!steps.holds(mount.is_mounted())) return;
  if (is_writable) {
    steps.run("write-file", write_file);
    steps.run("read-file-back", read_file_back);
  }
  steps.run("unmount", [&] { return mount.unmount(); });
}

void mount_loop(Steps& steps, Words words, bool is_writable = true) {
  LoopDevice device(steps);
  observe_mount(steps, device, words, is_writable);
  // mount -o loop sets AUTOCLEAR.
  if (steps.holds(*device.path() != '\0'))
    steps.run("device-is-unbound", [&] { return device.wait_until_unbound(); });
}

// Puts the first line that the program prints into `line`; an error if the program fails.
Result take_line(Words words, std::string& line) {
  ProgramEnd end = run_words(words);
  if (!end.ok())
    return {.error = end.error != 0 ? end.error : EIO, .note = outcome_of(end).text + "\n" + end.output};
  line = first_line(end.output);
  return {};
}

}  // namespace

void versions(Steps& steps) {
  const auto say = [&](const char* name, Words words) {
    steps.run(name, [&] {
      std::string line;
      Result result = take_line(words, line);
      if (result.ok()) steps.note(protocol::version_prefix + line);
      return result;
    });
  };
  say("mount", {"/bin/mount", "--version"});
  say("losetup", {"/sbin/losetup", "--version"});
  say("busybox", {"/bin/busybox", "--help"});
}

void util_linux_mount_loop(Steps& steps) {
  mount_loop(steps, {"/bin/mount", "-o", "loop", image_path, mount_point});
}

void util_linux_mount_loop_read_only(Steps& steps) {
  mount_loop(steps, {"/bin/mount", "-o", "loop,ro", image_path, mount_point}, false);
}

void util_linux_losetup_then_mount(Steps& steps) {
  LoopDevice device(steps);
  steps.run("losetup", [&] {
    std::string path;
    Result result = take_line({"/sbin/losetup", "--find", "--show", image_path}, path);
    if (result.ok()) device.adopt(path);
    return result;
  });
  observe_mount(steps, device, {"/bin/mount", device.path(), mount_point});
}

// Without -t, busybox tries the types in /proc/filesystems one after the other.
void busybox_mount_loop(Steps& steps) {
  mount_loop(steps, {"/bin/busybox", "mount", "-t", "ext4", "-o", "loop", image_path, mount_point});
}

void busybox_losetup_then_mount(Steps& steps) {
  LoopDevice device(steps);
  std::string path;
  std::string nothing;
  steps.run("find-free-device", [&] { return take_line({"/bin/busybox", "losetup", "-f"}, path); });
  steps.run("losetup", [&] {
    Result result = take_line({"/bin/busybox", "losetup", path.c_str(), image_path}, nothing);
    if (result.ok()) device.adopt(path);
    return result;
  });
  observe_mount(steps, device, {"/bin/busybox", "mount", "-t", "ext4", device.path(), mount_point});
}

}  // namespace kbisect::guest
