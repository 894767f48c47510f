// Files that are written completely or not at all, and locks that end with the process that holds them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace kbisect {

// The whole file. Fails with the path and the reason when it cannot be opened or read. Follows symlinks and
// blocks on a FIFO: check the type of untrusted files first.
Expected<std::string> read_file(const std::filesystem::path& path);

// Replaces `path` by a file with these bytes: written beside it, synced, and renamed over it (mode 0644
// before the umask). Its directory must exist. Throws InfrastructureError.
void write_atomically(const std::filesystem::path& path, std::string_view bytes);

// Both throw InfrastructureError. A directory that exists, or a tree that does not, is no error.
void make_directories(const std::filesystem::path& path);
void remove_tree(const std::filesystem::path& path);

// Fails with the reason when `path` is something else than a folder, or a folder that may not be written to,
// or could not be made one. Leaves nothing behind. A disk that is full, read-only or
// broken does not count: that is the machine's fault.
Expected<void> check_folder(const std::filesystem::path& path);

// Bytes that an unprivileged user can still write to the file system of `path`. Throws InfrastructureError.
std::uintmax_t free_space(const std::filesystem::path& path);

// A new directory below the system's temporary directory, deleted with its contents by the destructor. Its
// name is short so that a socket in it fits into a unix(7) address (108 bytes). The constructor throws
// InfrastructureError.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// An exclusive flock(2) on a file. The kernel releases it when the process ends, for whatever reason; the
// destructor also deletes the file.
class FileLock {
 public:
  // Does not wait: fails with the present owner's name if the lock is held. `owner` is written into the file
  // for those who are refused. Throws InfrastructureError when the file cannot be opened or written.
  static Expected<FileLock> acquire(const std::filesystem::path& path, const std::string& owner);
  // Replaces the owner's name in the file once a better one is known. Throws InfrastructureError.
  void name_owner(const std::string& owner) const;
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  FileLock(int descriptor, std::filesystem::path path);
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace kbisect
