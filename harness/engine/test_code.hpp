// Which code of a kernel a guest test makes it run: what runs in a boot with the test and not in one without,
// both under software emulation.
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
  std::string test;  // as the agent names it
  int memory_mib = 0;
  std::chrono::seconds deadline{};  // for a boot without tracing; traced ones get more
  std::filesystem::path folder;     // gets the console logs of both boots
};

// The names of the functions that each boot ran.
struct TestCode {
  std::set<std::string> with_test;
  std::set<std::string> without_test;
};

// `kbuild` is where the kernel was built, and its vmlinux must still be there. Fails when the guest without a
// test does not come up, or vmlinux lists no functions. Throws InfrastructureError when QEMU or nm fails.
Expected<TestCode> trace_test(const TestedKernel& kernel, const Kbuild& kbuild, Watch& watch);

}  // namespace kbisect
