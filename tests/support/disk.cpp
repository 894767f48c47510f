#include "support/disk.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "support/leave_out.hpp"

namespace {

constexpr std::uintmax_t roomy = std::uintmax_t{8} << 30;

// Done once per process; later mounts are then invisible outside of it.
bool enter_own_namespace() {
  static const bool entered =
      ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return entered;
}

}  // namespace

bool Disk::can_be_mounted() {
  if (enter_own_namespace()) return true;
  leave_out("file systems can be mounted by root only, and not in every container");
  return false;
}

Disk::Disk(std::filesystem::path where) : where_(std::move(where)) {
  std::filesystem::create_directories(where_);
  mount(0, roomy);
}

Disk::~Disk() {
  // Files that are still open there vanish when they are closed.
  ::umount2(where_.c_str(), MNT_DETACH);
}

void Disk::fill(int pages_left) const {
  struct statvfs now {};
  if (::statvfs(where_.c_str(), &now) != 0) throw std::runtime_error("no file system at " + where_.string());
  const std::uintmax_t used = now.f_blocks - now.f_bfree + static_cast<std::uintmax_t>(pages_left);
  // size=0 would mean no limit (tmpfs(5)).
  mount(MS_REMOUNT, std::max<std::uintmax_t>(used, 1) * now.f_frsize);
}

void Disk::mend() const {
  mount(MS_REMOUNT, roomy);
}

void Disk::set_read_only() const {
  mount(MS_REMOUNT | MS_RDONLY, roomy);
}

void Disk::mount(unsigned long flags, std::uintmax_t size) const {
  if (::mount("tmpfs", where_.c_str(), "tmpfs", flags, fmt::format("size={}", size).c_str()) == 0) return;
  throw std::runtime_error(fmt::format("cannot mount {}: {}", where_.string(), std::strerror(errno)));
}
