// The guest's root file system: a newc cpio archive in a gzip frame (kernel:
// Documentation/driver-api/early-userspace/buffer-format.rst), written by libarchive. Same inputs, same
// bytes: entries in a fixed order, no owner, no time, no device numbers of the host.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kbisect {

struct InitramfsFile {
  std::string path;              // in the guest, without a leading slash
  std::filesystem::path source;  // of its content on the host; empty where `content` is it
  int mode = 0755;
  std::string content = {};
  std::string link_to = {};  // a symbolic link to this, with neither source nor content
};

// Where a file of the host lies in the guest, when it lies in the same place.
std::string in_guest(const std::filesystem::path& path);

struct Initramfs {
  std::filesystem::path path;
  std::string digest;  // SHA-256 of the file
};

// The agent as /init, a program of the host with the shared libraries it is linked with (as its dynamic
// linker lists them), and the copyright notices of the packages they come from. Throws InfrastructureError
// naming what is missing.
std::vector<InitramfsFile> guest_files(const std::filesystem::path& agent,
                                       const std::vector<std::string>& programs);

// Writes `folder`/<digest>.cpio.gz unless it is there already.
Initramfs write_initramfs(const std::vector<InitramfsFile>& files, const std::filesystem::path& folder);

}  // namespace kbisect
