// What differs between architectures, one row for each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

struct Arch {
  std::string_view name;          // as in a campaign; also the folder of its fragments in a profile
  std::string_view make_arch;     // ARCH= for Kbuild
  std::string_view source_arch;   // the folder below arch/
  std::string_view gnu;           // the triplet in the names of GNU's compilers
  std::string_view direct_image;  // ELF image that QEMU starts at its PVH entry note, relative to the build
                                  // directory; may be empty
  std::string_view boot_image;    // image that always boots, relative to the build directory
  std::string_view boot_target;   // the make target of boot_image
  std::string_view qemu;          // the emulator's program
  std::string_view qemu_package;  // the Debian package that contains it
  std::string_view machine;       // QEMU's -M
  std::string_view console;       // console= on the kernel's command line
  std::string_view emulated_cpu;  // QEMU's -cpu under software emulation
  int elf_machine;                // e_machine of its programs (elf(5))
  std::string_view reboot;        // reboot= with which a guest leaves QEMU fast; empty if any value does
  // Config symbols without which the guest does not start, or has no console, on this architecture.
  std::vector<std::string_view> guest_needs;
};

const std::vector<Arch>& architectures();

// Returns nullptr for an unknown name.
const Arch* find_arch(std::string_view name);

// A list for messages: "x86_64, arm64".
std::string arch_names();

// Whether kbisect itself was compiled for this architecture.
bool is_native(const Arch& arch);

// CROSS_COMPILE= for Kbuild, such as "aarch64-linux-gnu-": the prefix of the names of compiler and binutils.
// Empty for the native architecture, whose tools have no prefix.
std::string cross_prefix(const Arch& arch);

}  // namespace kbisect
