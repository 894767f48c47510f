// What differs from one architecture to the next, a row each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

struct Arch {
  std::string_view name;          // as in a campaign, and the folder of its fragments in a profile
  std::string_view make_arch;     // ARCH= for Kbuild
  std::string_view source_arch;   // its folder below arch/
  std::string_view gnu;           // as GNU's compilers for it are named
  std::string_view direct_image;  // the ELF image that QEMU starts at its PVH entry note, below the build
                                  // directory; may be empty
  std::string_view boot_image;    // the image that always boots, below the build directory
  std::string_view boot_target;   // and its make target
  std::string_view qemu;          // the emulator
  std::string_view qemu_package;  // and the Debian package that brings it
  std::string_view machine;       // -M
  std::string_view console;       // console= on the kernel's command line
  std::string_view emulated_cpu;  // -cpu under software emulation
  int elf_machine;                // e_machine of its programs (elf(5))
  std::string_view reboot;        // reboot= for one that leaves QEMU fast; empty where every one does
  // Config symbols without which this architecture's guest does not start, or has no console.
  std::vector<std::string_view> guest_needs;
};

const std::vector<Arch>& architectures();

// nullptr when there is no such row.
const Arch* find_arch(std::string_view name);

// "x86_64, arm64": for messages.
std::string arch_names();

// Whether this program itself was compiled for it.
bool is_native(const Arch& arch);

// CROSS_COMPILE= for Kbuild, "aarch64-linux-gnu-": what the names of its compiler and binutils begin with.
// Empty for the native architecture, which has them by their plain names.
std::string cross_prefix(const Arch& arch);

}  // namespace kbisect
