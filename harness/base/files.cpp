#include "base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace kbisect {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void throw_errno(const std::string& what, const fs::path& path) {
  throw InfrastructureError(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)));
}

void write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_errno("write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

// True if `path` still names the open file. A lock on a file that its owner unlinked after we had opened it
// excludes nobody.
bool is_file_at(int descriptor, const fs::path& path) {
  struct stat ours {};
  struct stat there {};
  return ::fstat(descriptor, &ours) == 0 && ::stat(path.c_str(), &there) == 0 &&
         ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : value_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~Descriptor() {
    if (is_open()) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool is_open() const { return value_ >= 0; }
  int get() const { return value_; }

 private:
  int value_;
};

}  // namespace

Expected<std::string> read_file(const fs::path& path) {
  const auto cannot = [&path] {
    return fail(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
  };
  const Descriptor file(path, O_RDONLY);
  if (!file.is_open()) return cannot();
  // The size that fstat(2) tells is 0 for the files of /proc.
  std::string bytes;
  std::array<char, 65536> piece;  // read(2) fills it
  while (true) {
    const ssize_t count = ::read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot();
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<size_t>(count));
  }
}

void write_atomically(const fs::path& path, std::string_view bytes) {
  // The name contains our process id: another process may be writing the same file.
  const fs::path aside = fmt::format("{}.{}.new", path.string(), ::getpid());
  // Removed first, and created with O_EXCL, so that a symlink planted there is not followed.
  ::unlink(aside.c_str());
  try {
    const Descriptor file(aside, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.is_open()) throw_errno("open", aside);
    write_all(file.get(), bytes, aside);
    if (::fsync(file.get()) != 0) throw_errno("sync", aside);
  } catch (const InfrastructureError&) {
    // On a full disk the space is wanted back.
    ::unlink(aside.c_str());
    throw;
  }
  if (std::rename(aside.c_str(), path.c_str()) != 0) throw_errno("rename to", path);
  const Descriptor directory(path.has_parent_path() ? path.parent_path() : fs::path("."),
                             O_RDONLY | O_DIRECTORY);
  if (!directory.is_open() || ::fsync(directory.get()) != 0) throw_errno("sync the directory of", path);
}

void make_directories(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw InfrastructureError(fmt::format("cannot create {}: {}", path.string(), error.message()));
}

void remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) throw InfrastructureError(fmt::format("cannot remove {}: {}", path.string(), error.message()));
}

Expected<void> check_folder(const fs::path& path) {
  fs::path there = fs::absolute(path);
  std::error_code error;
  // A dangling symlink is something, too.
  while (!fs::exists(fs::symlink_status(there, error)) && there.has_relative_path())
    there = there.parent_path();
  if (!fs::is_directory(there, error)) return fail(fmt::format("{} is no folder", there.string()));
  // access(2) does not tell: nobody can make a folder in /proc, root may write there all the same.
  std::string probe = (there / ".kbisect-XXXXXX").string();
  if (::mkdtemp(probe.data()) != nullptr) {
    ::rmdir(probe.c_str());
    return {};
  }
  const bool is_disks_fault = errno == ENOSPC || errno == EDQUOT || errno == EROFS || errno == EIO;
  if (is_disks_fault) return {};
  return fail(fmt::format("{} cannot be written to: {}", there.string(), std::strerror(errno)));
}

std::uintmax_t free_space(const fs::path& path) {
  std::error_code error;
  const auto space = fs::space(path, error);
  if (error) {
    throw InfrastructureError(
        fmt::format("cannot ask for free space at {}: {}", path.string(), error.message()));
  }
  return space.available;
}

TemporaryDirectory::TemporaryDirectory() {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  if (error) throw InfrastructureError("TMPDIR names no folder; set it to one, or unset it");
  std::string name = (parent / "kbisect-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw_errno("create", name);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Expected<FileLock> FileLock::acquire(const fs::path& path, const std::string& owner) {
  while (true) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) throw_errno("open", path);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor);
      const auto holder = read_file(path);
      return fail(fmt::format("{} is in use by {}", path.string(), holder ? *holder : "another process"));
    }
    FileLock lock(descriptor, path);
    if (!is_file_at(descriptor, path)) continue;
    lock.name_owner(owner);
    return lock;
  }
}

void FileLock::name_owner(const std::string& owner) const {
  if (::ftruncate(descriptor_, 0) != 0) throw_errno("truncate", path_);
  if (::lseek(descriptor_, 0, SEEK_SET) != 0) throw_errno("rewind", path_);
  write_all(descriptor_, owner, path_);
}

FileLock::FileLock(int descriptor, fs::path path) : descriptor_(descriptor), path_(std::move(path)) {}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  // Unlinked while the lock is still held: afterwards the file may already be another process's lock.
  if (is_file_at(descriptor_, path_)) ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace kbisect
