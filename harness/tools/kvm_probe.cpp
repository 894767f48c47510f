#include "tools/kvm_probe.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "base/files.hpp"
#include "base/subprocess.hpp"

namespace kbisect {
namespace {

constexpr unsigned char answer = 0x2a;
constexpr unsigned char exit_port = 0xf4;
// QEMU's isa-debug-exit device ends QEMU with the exit code (value << 1) | 1.
constexpr int answered = (answer << 1) | 1;

// A firmware of 64 KiB whose reset vector writes the answer to the exit port: mov al, answer; out port, al;
// hlt; jmp to the hlt.
std::string probe_firmware() {
  constexpr size_t size = 65536;
  constexpr size_t reset_vector = size - 16;
  constexpr unsigned char hlt = 0xf4;
  std::string rom(size, static_cast<char>(hlt));
  const unsigned char code[] = {0xb0, answer, 0xe6, exit_port, hlt, 0xeb, 0xfd};
  for (size_t i = 0; i < sizeof code; ++i) rom[reset_vector + i] = static_cast<char>(code[i]);
  return rom;
}

}  // namespace

Expected<void> probe_kvm(const Arch& arch) {
  if (arch.name != "x86_64") return fail("there is no probe guest for " + std::string(arch.name));
  if (::access("/dev/kvm", R_OK | W_OK) != 0) return fail("/dev/kvm cannot be opened");
  const TemporaryDirectory folder;
  const auto rom = folder.path() / "probe.rom";
  write_atomically(rom, probe_firmware());
  const Finished finished = run(
      {.argv = {std::string(arch.qemu), "-machine", std::string(arch.machine), "-accel", "kvm", "-nodefaults",
                "-no-user-config", "-no-reboot", "-display", "none", "-nic", "none", "-m", "16M", "-bios",
                rom.string(), "-device", fmt::format("isa-debug-exit,iobase={:#x},iosize=1", exit_port)},
       .deadline = std::chrono::seconds(5)});
  if (finished.shell_status() == answered) return {};
  return fail(
      fmt::format("a guest of four instructions did not end under KVM ({})", describe(finished.ending)));
}

}  // namespace kbisect
