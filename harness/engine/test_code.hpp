// The code of a kernel that a guest test makes it run: what a boot with the test runs, under software
// emulation, and one without any does not.
#pragma once

#include <chrono>
#include <filesystem>
#include <set>
#include <string>

#include "base/error.hpp"
#include "model/arch.hpp"
#include "stages/watch.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

struct TestedKernel {
  const Arch& arch;
  std::filesystem::path image;
  std::filesystem::path initramfs;
  std::string test;  // as the agent knows it
  int memory_mib = 0;
  std::chrono::seconds deadline{};  // of a boot whose code is not logged
  std::filesystem::path folder;     // where the consoles of both boots go
};

// Names of functions.
struct TestCode {
  std::set<std::string> with_test;
  std::set<std::string> without_test;
};

// `kbuild` is where the kernel was built, and still is. Fails where the guest without a test does not come
// up, or the kernel tells of no functions. Throws InfrastructureError when QEMU or nm itself fails.
Expected<TestCode> trace_test(const TestedKernel& kernel, const Kbuild& kbuild, Watch& watch);

}  // namespace kbisect
