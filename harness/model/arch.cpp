#include "model/arch.hpp"

#include <elf.h>
#include <fmt/ranges.h>

namespace kbisect {

const std::vector<Arch>& architectures() {
  static const std::vector<Arch> table{
      {.name = "x86_64",
       .make_arch = "x86_64",
       .source_arch = "x86",
       .gnu = "x86_64-linux-gnu",
       .direct_image = "vmlinux",
       .boot_image = "arch/x86/boot/bzImage",
       .boot_target = "bzImage",
       .qemu = "qemu-system-x86_64",
       .qemu_package = "qemu-system-x86",
       // The machine "pc" routes interrupts through ACPI link devices, which costs an emulated boot a tenth
       // of its time.
       .machine = "q35",
       .console = "ttyS0",
       // "max" adds features that are slow to emulate. Without rdrand, an early reader of random numbers
       // waits for entropy.
       .emulated_cpu = "qemu64,+rdrand",
       .elf_machine = EM_X86_64,
       .reboot = "t",
       .guest_needs = {"CONFIG_HYPERVISOR_GUEST", "CONFIG_PARAVIRT", "CONFIG_PVH", "CONFIG_SERIAL_8250",
                       "CONFIG_SERIAL_8250_CONSOLE"}},
      {.name = "arm64",
       .make_arch = "arm64",
       .source_arch = "arm64",
       .gnu = "aarch64-linux-gnu",
       .boot_image = "arch/arm64/boot/Image",
       .boot_target = "Image",
       .qemu = "qemu-system-aarch64",
       .qemu_package = "qemu-system-arm",
       .machine = "virt",
       .console = "ttyAMA0",
       // This takes slightly less processor time than the others that were tried; "max" has more to emulate.
       .emulated_cpu = "cortex-a57",
       .elf_machine = EM_AARCH64,
       .guest_needs = {"CONFIG_PCI_HOST_GENERIC", "CONFIG_SERIAL_AMBA_PL011",
                       "CONFIG_SERIAL_AMBA_PL011_CONSOLE"}},
  };
  return table;
}

const Arch* find_arch(std::string_view name) {
  for (const Arch& arch : architectures()) {
    if (arch.name == name) return &arch;
  }
  return nullptr;
}

std::string arch_names() {
  std::vector<std::string_view> names;
  for (const Arch& arch : architectures()) names.push_back(arch.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

bool is_native(const Arch& arch) {
  return arch.name == KBISECT_NATIVE_ARCH;
}

std::string cross_prefix(const Arch& arch) {
  return is_native(arch) ? "" : std::string(arch.gnu) + "-";
}

}  // namespace kbisect
