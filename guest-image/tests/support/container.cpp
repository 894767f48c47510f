#include "tests/support/container.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "agent/descriptor.hpp"

namespace kbisect::guest {
namespace {

constexpr const char* namespaces[] = {"mnt", "pid", "ipc", "uts", "cgroup"};
constexpr int namespace_flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
constexpr const char* host_name = "container";

std::string missing_namespaces() {
  std::string missing;
  for (const char* name : namespaces) {
    if (::access((std::string("/proc/self/ns/") + name).c_str(), F_OK) == 0) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(name);
  }
  return missing;
}

Result mount_at(const char* type, const char* place) {
  ::mkdir(place, 0755);
  return of_call(::mount(type, place, type, 0, nullptr));
}

// Moves to a cgroup below the root, so that the root of the new cgroup namespace is not the root of the
// hierarchy.
Result enter_cgroup() {
  Result mounted = mount_at("cgroup2", "/sys/fs/cgroup");
  if (!mounted.ok()) return mounted;
  Result made = of_call(::mkdir("/sys/fs/cgroup/container", 0755));
  if (!made.ok()) return made;
  Descriptor members;
  Result opened = members.open("/sys/fs/cgroup/container/cgroup.procs", O_WRONLY);
  return opened.ok() ? write_all(members.get(), "0") : opened;
}

[[noreturn]] void end_like(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) ::raise(WTERMSIG(status));
  ::_exit(WEXITSTATUS(status));
}

// The first child after unshare(2) is PID 1 of the new namespace. The child continues the test; the caller
// waits for it and ends the way it does.
Result become_pid_1() {
  const pid_t child = ::fork();
  if (child > 0) end_like(child);
  if (child == 0 && ::getpid() != 1) return {.error = ESRCH, .note = "its PID is not 1"};
  return of_call(child);
}

// pivot_root(2) cannot move the initramfs away. So a tmpfs is mounted, the initramfs is bound into it as the
// container's root, and the tmpfs is moved over / and becomes the process's root.
Result leave_initramfs() {
  Result result = mount_at("tmpfs", "/outer");
  if (result.ok()) result = of_call(::mkdir("/outer/rootfs", 0755));
  if (result.ok()) result = of_call(::mount("/", "/outer/rootfs", nullptr, MS_BIND, nullptr));
  if (result.ok()) result = of_call(::chdir("/outer"));
  if (result.ok()) result = of_call(::mount(".", "/", nullptr, MS_MOVE, nullptr));
  if (result.ok()) result = of_call(::chroot("."));
  return result;
}

Result mount_own_file_systems() {
  struct FileSystem {
    const char* type;
    const char* place;
  };
  for (const FileSystem one : {FileSystem{"proc", "/rootfs/proc"}, FileSystem{"sysfs", "/rootfs/sys"},
                               FileSystem{"cgroup2", "/rootfs/sys/fs/cgroup"},
                               FileSystem{"devtmpfs", "/rootfs/dev"}, FileSystem{"tmpfs", "/rootfs/tmp"}}) {
    Result mounted = mount_at(one.type, one.place);
    mounted.note = one.place;
    if (!mounted.ok()) return mounted;
  }
  return {};
}

Result pivot_root() {
  Result result = of_call(::chdir("/rootfs"));
  if (result.ok()) result = of_call(::syscall(SYS_pivot_root, ".", "."));
  if (result.ok()) result = of_call(::umount2(".", MNT_DETACH));
  if (result.ok()) result = of_call(::chdir("/"));
  return result;
}

// The rest of the first line that starts with `start`; empty if there is none.
std::string line_after(const std::string& text, const std::string& start) {
  const size_t at = ("\n" + text).find("\n" + start);
  if (at == std::string::npos) return {};
  const size_t value = at + start.size();
  return text.substr(value, text.find('\n', value) - value);
}

Result has_all_capabilities() {
  const int last = std::atoi(read_start("/proc/sys/kernel/cap_last_cap").c_str());
  const std::string effective = line_after(read_start("/proc/self/status"), "CapEff:\t");
  const bool has_all = last > 0 && std::strtoull(effective.c_str(), nullptr, 16) == (2ULL << last) - 1;
  return has_all ? Result{} : Result{.error = EPERM, .note = "effective capabilities: " + effective};
}

Result is_root_of_its_cgroups() {
  const std::string group = line_after(read_start("/proc/self/cgroup"), "0::");
  return group == "/" ? Result{} : Result{.error = EXDEV, .note = "its cgroup: " + group};
}

}  // namespace

void enter_container(Steps& steps) {
  if (const std::string missing = missing_namespaces(); !missing.empty()) {
    steps.skip("the kernel lacks namespaces: " + missing);
    return;
  }
  steps.run("enter-cgroup", enter_cgroup);
  steps.run("unshare", [] { return of_call(::unshare(namespace_flags)); });
  steps.run("become-pid-1", become_pid_1);
  steps.run("make-mounts-private",
            [] { return of_call(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr)); });
  steps.run("leave-initramfs", leave_initramfs);
  steps.run("mount-own-file-systems", mount_own_file_systems);
  steps.run("pivot-root", pivot_root);
  steps.run("set-host-name",
            [] { return of_call(::sethostname(host_name, std::string_view(host_name).size())); });
  steps.run("all-capabilities", has_all_capabilities);
  steps.run("root-of-its-cgroups", is_root_of_its_cgroups);
  if (steps.failed()) steps.end_test("cannot be made");
}

}  // namespace kbisect::guest
