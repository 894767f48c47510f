// Boots a kernel with the guest image and listens to it. No network, no devices beyond a serial console, the
// results port and, by -sandbox, no way to start processes (qemu(1)).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/arch.hpp"
#include "model/guest_report.hpp"
#include "model/judge.hpp"

namespace kbisect {

enum class Acceleration { kvm, tcg };
std::string text(Acceleration acceleration);  // "kvm", "tcg": QEMU's own names

struct BootRequest {
  const Arch* arch = nullptr;
  Acceleration acceleration = Acceleration::tcg;
  std::filesystem::path image;
  std::filesystem::path initramfs;
  std::string test;
  std::string parameters;  // appended to the kernel's command line
  int memory_mib = 0;
  std::chrono::seconds deadline{};
  std::filesystem::path console;  // written by QEMU
  std::function<void()> on_tick;  // about ten times a second
  // Where QEMU logs the code that it translates (model/executed_code.hpp), for software emulation; empty for
  // no such log. The kernel lies where it was linked to then.
  std::filesystem::path trace;
};

// A guest whose console grows past this is stopped, as at its deadline; so much of it is kept.
constexpr std::uintmax_t console_limit = std::uintmax_t{64} << 20;

struct Boot {
  BootEnding ending = BootEnding::left;
  GuestReport report;
  double seconds = 0;
};

// QEMU's whole argv; `sockets` is the folder of the monitor's and the results port's addresses.
std::vector<std::string> qemu_arguments(const BootRequest& request, const std::string& nonce,
                                        const std::filesystem::path& sockets);

// Returns when the guest has left, has delivered a whole report, or was stopped at the deadline. Throws
// InfrastructureError when QEMU itself fails.
Boot boot(const BootRequest& request);

}  // namespace kbisect
