// A tmpfs for one test that can be made full or read-only. It is visible only to this process and its
// children (mount_namespaces(7)).
#pragma once

#include <cstdint>
#include <filesystem>

class Disk {
 public:
  // False, with a message for ctest, if this process may not mount: it is not root, or is root in a
  // restricted container.
  static bool can_be_mounted();

  // Mounts at `where`, an empty folder that is created if missing. The size limit is generous; memory is used
  // only as it is filled.
  explicit Disk(std::filesystem::path where);
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  ~Disk();

  // Leaves room for `pages_left` more pages. Nothing else may be writing at the time.
  void fill(int pages_left) const;
  // Fails while a file is open for writing.
  void set_read_only() const;
  // Restores the room and makes it writable.
  void mend() const;

 private:
  void mount(unsigned long flags, std::uintmax_t size) const;
  std::filesystem::path where_;
};
