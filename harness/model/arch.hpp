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
  std::string_view direct_image;  // the ELF image that QEMU starts at its PVH entry note, below the build
                                  // directory; may be empty
  std::string_view boot_image;    // the image that always boots, below the build directory
  std::string_view boot_target;   // and its make target
  std::string_view qemu;          // the emulator
  std::string_view machine;       // -M
  std::string_view console;       // console= on the kernel's command line
  std::string_view emulated_cpu;  // -cpu under software emulation
  std::string_view reboot;        // what makes a reboot leave QEMU fast
  // Config symbols without which this architecture's guest does not start, or has no console.
  std::vector<std::string_view> guest_needs;
};

const std::vector<Arch>& architectures();

// nullptr when there is no such row.
const Arch* find_arch(std::string_view name);

// "x86_64, arm64": for messages.
std::string arch_names();

}  // namespace kbisect
