// The guest's root file system: a newc cpio archive in gzip format (kernel:
// Documentation/driver-api/early-userspace/buffer-format.rst), written by libarchive. The same inputs give
// the same bytes: the entries have a fixed order, and no owner, time or device number of the host.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kbisect {

struct InitramfsFile {
  std::string path;              // in the guest, without a leading slash
  std::filesystem::path source;  // the host file with the content; empty: `content` is used
  int mode = 0755;
  std::string content = {};
  std::string link_to = {};  // target of a symbolic link, which has neither source nor content
};

// The guest path, without a leading slash, of a file that has the same place on the host.
std::string in_guest(const std::filesystem::path& path);

struct Initramfs {
  std::filesystem::path path;
  std::string digest;  // SHA-256 of the file
};

// The agent as /init, each of `programs` (absolute paths on the host) with the shared libraries that its
// dynamic linker lists, and the copyright notices of the Debian packages they come from. Throws
// InfrastructureError with the name of what is missing.
std::vector<InitramfsFile> guest_files(const std::filesystem::path& agent,
                                       const std::vector<std::string>& programs);

// Writes `folder`/<digest>.cpio.gz unless it exists. Of several files with one path the first is taken.
// Throws InfrastructureError.
Initramfs write_initramfs(const std::vector<InitramfsFile>& files, const std::filesystem::path& folder);

}  // namespace kbisect
