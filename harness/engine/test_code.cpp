#include "engine/test_code.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "guest-image/protocol.hpp"
#include "model/kernel/executed_code.hpp"
#include "tools/nm.hpp"
#include "tools/qemu.hpp"

namespace kbisect {
namespace {

constexpr int slower_when_traced = 4;

struct TracedBoot {
  bool is_complete = false;
  std::set<std::string> functions;
};

TracedBoot boot_traced(const TestedKernel& kernel, const std::string& test, const Functions& functions,
                       Watch& watch) {
  const TemporaryDirectory logs;
  const std::filesystem::path log = logs.path() / "code";
  watch.phase_began(Phase::boot);
  const Boot traced = boot({.arch = &kernel.arch,
                            .acceleration = Acceleration::tcg,
                            .image = kernel.image,
                            .initramfs = kernel.initramfs,
                            .test = test,
                            .memory_mib = kernel.memory_mib,
                            .deadline = kernel.deadline * slower_when_traced,
                            .console = kernel.folder / fmt::format("console-traced-{}.log", test),
                            .on_tick = [&] { watch.tick(); },
                            .trace = log});
  return {traced.report.complete(), functions_run(or_infrastructure_error(read_file(log)), functions)};
}

}  // namespace

Expected<TestCode> trace_test(const TestedKernel& kernel, const Kbuild& kbuild, Watch& watch) {
  const auto functions = Functions::from_nm(list_symbols(kbuild, {"vmlinux"}, false));
  if (functions.empty()) return fail("its vmlinux lists no functions");
  // This boot need not be complete: the hunted bug may prevent that.
  TracedBoot with_test = boot_traced(kernel, kernel.test, functions, watch);
  TracedBoot without = boot_traced(kernel, protocol::no_test, functions, watch);
  if (!without.is_complete) {
    return fail(
        fmt::format("the traced guest did not come up even without a test; see {}", kernel.folder.string()));
  }
  return TestCode{std::move(with_test.functions), std::move(without.functions)};
}

}  // namespace kbisect
