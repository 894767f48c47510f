#include "tests/support/ext4_pieces.hpp"

#include <dirent.h>

#include <cstdlib>

#include "agent/descriptor.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {
namespace {

Result copy_piece(int folder, const char* name, Descriptor& image) {
  const Descriptor piece(::openat(folder, name, O_RDONLY | O_CLOEXEC));
  if (!piece.is_open()) return of_call(-1);
  const off_t offset = std::strtol(name, nullptr, 10);
  if (::lseek(image.get(), offset, SEEK_SET) != offset) return of_call(-1);
  char bytes[4096];
  ssize_t size = 0;
  while ((size = ::read(piece.get(), bytes, sizeof bytes)) > 0) {
    Result written = write_all(image.get(), std::string_view(bytes, static_cast<size_t>(size)));
    if (!written.ok()) return written;
  }
  return of_call(size);
}

}  // namespace

Result write_ext4_pieces(const char* path) {
  Descriptor image;
  Result result = image.open(path, O_WRONLY);
  if (!result.ok()) return result;
  DIR* folder = ::opendir(protocol::ext4_folder);
  if (folder == nullptr) return {.error = errno, .note = protocol::ext4_folder};
  while (result.ok()) {
    const dirent* entry = ::readdir(folder);
    if (entry == nullptr) break;
    if (entry->d_name[0] != '.') result = copy_piece(::dirfd(folder), entry->d_name, image);
  }
  ::closedir(folder);
  return result;
}

}  // namespace kbisect::guest
