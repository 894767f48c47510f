#include "model/arch.hpp"

#include <fmt/ranges.h>

namespace kbisect {

const std::vector<Arch>& architectures() {
  static const std::vector<Arch> table{
      {.name = "x86_64",
       .make_arch = "x86_64",
       .source_arch = "x86",
       .direct_image = "vmlinux",
       .boot_image = "arch/x86/boot/bzImage",
       .boot_target = "bzImage",
       .qemu = "qemu-system-x86_64",
       // pc routes its interrupts through ACPI link devices, which cost an emulated boot a tenth of its time.
       .machine = "q35",
       .console = "ttyS0",
       // The features that max adds are slow to emulate; without rdrand an early reader waits for entropy.
       .emulated_cpu = "qemu64,+rdrand",
       .reboot = "t",
       .guest_needs = {"CONFIG_HYPERVISOR_GUEST", "CONFIG_PARAVIRT", "CONFIG_PVH", "CONFIG_SERIAL_8250",
                       "CONFIG_SERIAL_8250_CONSOLE"}},
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

}  // namespace kbisect
