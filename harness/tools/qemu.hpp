// Boots a kernel with the guest image and collects what it reports (qemu(1)). The guest has no network and no
// devices but a serial console and the results port; -sandbox keeps QEMU from starting processes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/arch.hpp"
#include "model/guest/guest_report.hpp"
#include "model/guest/judge.hpp"

namespace kbisect {

enum class Acceleration { kvm, tcg };
std::string text(Acceleration acceleration);  // "kvm", "tcg": QEMU's own names

struct BootRequest {
  // Not null.
  const Arch* arch = nullptr;
  Acceleration acceleration = Acceleration::tcg;
  std::filesystem::path image;
  std::filesystem::path initramfs;
  std::string test;
  std::string parameters;  // appended to the kernel's command line
  int memory_mib = 0;
  std::chrono::seconds deadline{};
  std::filesystem::path console;  // the guest's console output, written by QEMU
  std::function<void()> on_tick;  // called about ten times a second; must be set
  // Where QEMU logs the code that it translates (model/kernel/executed_code.hpp), under software emulation
  // only; empty for no log. With a log, the kernel runs at the addresses it was linked for (nokaslr).
  std::filesystem::path trace;
};

// In bytes. A guest whose console output grows beyond this is stopped; the log is cut to this length.
constexpr std::uintmax_t console_limit = std::uintmax_t{64} << 20;

struct Boot {
  BootEnding ending = BootEnding::left;
  GuestReport report;
  // QEMU's running time.
  double seconds = 0;
};

// QEMU's whole argv. `sockets` is the directory of the two sockets that QEMU connects to, the monitor's and
// the results port's. `nonce` marks the lines of this boot's report (guest-image/protocol.hpp).
std::vector<std::string> qemu_arguments(const BootRequest& request, const std::string& nonce,
                                        const std::filesystem::path& sockets);

// Returns when the guest has powered off, has delivered a complete report, or was stopped because of the
// deadline or of its console output. Throws InfrastructureError when QEMU itself fails.
Boot boot(const BootRequest& request);

}  // namespace kbisect
