// Compares the time of a boot with its test to that of the bare emulator on the same kernel. The two
// alternate, so that load on the machine affects both.
// `kbisect-bench-boot --help` says what it takes.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "bench/bench_main.hpp"
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

int measure(const std::string& kernel, int rounds, const Arch& arch, const std::string& test) {
  const TemporaryDirectory folder;
  const Initramfs initramfs = write_initramfs(guest_image(find_guest_test(test, arch), arch), folder.path());
  std::vector<double> bare;
  std::vector<double> tested;
  for (int i = 0; i < rounds; ++i) {
    bare.push_back(bare_seconds(arch, kernel, folder.path()));
    tested.push_back(tested_seconds(arch, kernel, initramfs, test, folder.path()));
  }
  fmt::print("bare kernel {:.2f} s, boot with test {:.2f} s, ratio {:.2f} (medians of {})\n", median(bare),
             median(tested), median(tested) / median(bare), rounds);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Compares a boot with its test to the bare emulator.", "kbisect-bench-boot");
  std::string kernel;
  int rounds = 7;
  std::string arch = "x86_64";
  std::string test = "loop-mount";
  app.add_option("kernel", kernel, "Image to boot")->required()->check(CLI::ExistingFile);
  app.add_option("rounds", rounds, "Boots of each kind")->check(CLI::Range(1, 10000))->capture_default_str();
  app.add_option("arch", arch, "Architecture: " + arch_names())->capture_default_str();
  app.add_option("test", test, "Guest test")->capture_default_str();
  return run_bench(app, argc, argv, [&] {
    const Arch* found = find_arch(arch);
    if (found == nullptr) throw UsageError(fmt::format("arch '{}': give one of {}", arch, arch_names()));
    return measure(kernel, rounds, *found, test);
  });
}
