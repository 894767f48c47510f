#include "tests/support/ext4_image.hpp"

#include <sys/stat.h>

#include <string_view>

#include "agent/descriptor.hpp"
#include "guest-image/protocol.hpp"
#include "tests/support/ext4_pieces.hpp"

namespace kbisect::guest {
namespace {

constexpr const char* file_in_image = "/tmp/mounted/file";

Result truncate_image() {
  Descriptor file;
  Result opened = file.open(image_path, O_RDWR | O_CREAT | O_EXCL, 0644);
  return opened.ok() ? of_call(::ftruncate(file.get(), protocol::ext4_size)) : opened;
}

constexpr std::string_view content = "written through the loop device\n";

}  // namespace

void make_file_system(Steps& steps) {
  steps.run("truncate", truncate_image);
  // The content was made by the host's mkfs.ext4.
  steps.run("mkfs", [] { return write_ext4_pieces(image_path); });
  steps.run("make-mount-points", [] {
    Result made = of_call(::mkdir(mount_point, 0755));
    return made.ok() ? of_call(::mkdir(other_mount_point, 0755)) : made;
  });
}

Result write_file() {
  Descriptor file;
  Result result = file.open(file_in_image, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (result.ok()) result = write_all(file.get(), content);
  return result.ok() ? file.close() : result;
}

Result read_file_back() {
  Descriptor file;
  Result opened = file.open(file_in_image, O_RDONLY);
  if (!opened.ok()) return opened;
  char bytes[2 * content.size()];
  const ssize_t size = ::read(file.get(), bytes, sizeof bytes);
  if (size < 0) return of_call(size);
  if (std::string_view(bytes, static_cast<size_t>(size)) == content) return {};
  return {.error = EIO, .note = "what was read is not what was written"};
}

}  // namespace kbisect::guest
