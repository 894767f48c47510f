// Compares the time of a boot with its test to that of the bare emulator on the same kernel. The two
// alternate, so that load on the machine affects both.
//
//   kbisect-bench-boot KERNEL [ROUNDS [ARCH [TEST]]]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "engine/guest_image.hpp"
#include "engine/guest_test.hpp"
#include "model/arch.hpp"
#include "tools/initramfs.hpp"
#include "tools/qemu.hpp"

using namespace kbisect;

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Boots the kernel alone: it finds no init, panics and exits because of -no-reboot.
double bare_seconds(const Arch& arch, const std::string& kernel, const std::filesystem::path& folder) {
  const Finished finished =
      run({.argv = {std::string(arch.qemu),
                    "-machine",
                    std::string(arch.machine),
                    "-accel",
                    "tcg,thread=single",
                    "-cpu",
                    std::string(arch.emulated_cpu),
                    "-m",
                    "512M",
                    "-nodefaults",
                    "-no-reboot",
                    "-display",
                    "none",
                    "-nic",
                    "none",
                    "-kernel",
                    kernel,
                    "-append",
                    fmt::format("console={} reboot={} panic=-1", arch.console, arch.reboot),
                    "-serial",
                    "file:" + (folder / "bare.log").string()}});
  if (!finished.ok()) throw InfrastructureError(finished.err);
  return std::chrono::duration<double>(finished.elapsed).count();
}

double tested_seconds(const Arch& arch, const std::string& kernel, const Initramfs& initramfs,
                      const std::string& test, const std::filesystem::path& folder) {
  const Boot result = boot({.arch = &arch,
                            .image = kernel,
                            .initramfs = initramfs.path,
                            .test = test,
                            .memory_mib = 512,
                            .deadline = std::chrono::seconds(60),
                            .console = folder / "console.log",
                            .on_tick = [] {}});
  if (!result.report.complete()) throw InfrastructureError("no whole report");
  return result.seconds;
}

}  // namespace

int main(int argc, char** argv) {
  const Arch* arch = find_arch(argc > 3 ? argv[3] : "x86_64");
  if (argc < 2 || arch == nullptr) {
    fmt::print(stderr, "usage: kbisect-bench-boot KERNEL [ROUNDS [ARCH [TEST]]], ARCH one of {}\n",
               arch_names());
    return 2;
  }
  const std::string kernel = argv[1];
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  const TemporaryDirectory folder;
  const std::string test = argc > 4 ? argv[4] : "loop-mount";
  const Initramfs initramfs =
      write_initramfs(guest_image(find_guest_test(test, *arch), *arch), folder.path());
  std::vector<double> bare;
  std::vector<double> tested;
  for (int i = 0; i < rounds; ++i) {
    bare.push_back(bare_seconds(*arch, kernel, folder.path()));
    tested.push_back(tested_seconds(*arch, kernel, initramfs, test, folder.path()));
  }
  fmt::print("bare kernel {:.2f} s, boot with test {:.2f} s, ratio {:.2f} (medians of {})\n", median(bare),
             median(tested), median(tested) / median(bare), rounds);
  return 0;
}
