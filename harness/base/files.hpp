// Files that are either whole or not there, and locks that die with their owner.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace kbisect {

Expected<std::string> read_file(const std::filesystem::path& path);

// Written aside, synced and renamed over `path`; the directory must exist. Throws InfrastructureError.
void write_atomically(const std::filesystem::path& path, std::string_view bytes);

// Throws InfrastructureError naming the path and the reason.
void make_directories(const std::filesystem::path& path);
void remove_tree(const std::filesystem::path& path);

// Free bytes for us on the file system that holds `path`.
std::uintmax_t free_space(const std::filesystem::path& path);

// Removed with everything in it when it goes out of scope. Short enough for unix(7) socket addresses (108
// bytes).
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

// An exclusive flock(2) on a file; the kernel drops it with the process, however that ends.
class FileLock {
 public:
  // `owner` is written into the file for whoever is refused. Fails naming the present owner.
  static Expected<FileLock> acquire(const std::filesystem::path& path, const std::string& owner);
  // Says it anew, once the owner can be named better.
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
