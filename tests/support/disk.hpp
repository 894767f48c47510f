// A file system of a test's own, in memory, that can be full or read-only. It is mounted where only this
// process and what it starts can see it (mount_namespaces(7)).
#pragma once

#include <cstdint>
#include <filesystem>

class Disk {
 public:
  // False, and says why, where this process may not mount: it is not root, or is root of a container.
  static bool can_be_mounted();

  // At an empty folder, made where it is not there. With room for whatever a run asks for, which costs
  // nothing until it is used.
  explicit Disk(std::filesystem::path where);
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  ~Disk();

  // So many more pages can be written, and nothing else; nobody may be writing just now.
  void fill(int pages_left) const;
  // Only while no file is open for writing.
  void set_read_only() const;
  // Room for all again, and for writing.
  void mend() const;

 private:
  void mount(unsigned long flags, std::uintmax_t size) const;
  std::filesystem::path where_;
};
