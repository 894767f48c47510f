#include "stages/run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "guest-image/protocol.hpp"
#include "model/guest/judge.hpp"
#include "model/guest/ktap.hpp"
#include "tools/kvm_probe.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// "console.log" for the first boot, "console-2.log" for the second.
std::string file_name(std::string_view stem, std::string_view extension, int number) {
  return number == 1 ? fmt::format("{}.{}", stem, extension)
                     : fmt::format("{}-{}.{}", stem, number, extension);
}

// A guest under KVM is up in about a second. Ten times that, for a loaded machine, is still less than the
// deadline of an emulated boot.
constexpr std::chrono::seconds kvm_proof_deadline{15};

// Without the carriage returns that the console puts before its line feeds.
std::vector<std::string> console_lines(const fs::path& file) {
  std::vector<std::string> lines = lines_of(read_file(file).value_or(""));
  for (std::string& line : lines) line.resize(line.find_last_not_of('\r') + 1);
  return lines;
}

}  // namespace

Run QemuRunner::run(const RunRequest& request, Watch& watch) {
  watch.phase_began(Phase::boot);
  const std::string console_name = file_name("console", "log", request.number);
  const std::string report_name = file_name("report", "ktap", request.number);
  const fs::path console = request.folder / console_name;
  const Stopwatch stopwatch;
  std::optional<Boot> boot;
  if (!settings_.acceleration) boot = prove_kvm(request, console, watch);
  if (!boot) boot = boot_with(*settings_.acceleration, settings_.deadline, request, console, watch);

  if (boot->ending == BootEnding::flooded) {
    watch.note(fmt::format("the guest flooded its console and was stopped; the first {} MiB are kept",
                           console_limit >> 20));
  }

  write_atomically(request.folder / report_name, fmt::format("{}\n", fmt::join(boot->report.lines(), "\n")));
  Run run{.ending = boot->ending,
          .agent_up = boot->report.agent_up(),
          .complete = boot->report.complete(),
          .kernel_release = boot->report.kernel_release(),
          .acceleration = text(*settings_.acceleration),
          .console = console_name,
          .report = report_name,
          .seconds = stopwatch.seconds(),
          .versions = diagnostics_after(boot->report.lines(), protocol::version_prefix)};
  run.verdict = judge({.ending = run.ending,
                       .agent_up = run.agent_up,
                       .complete = run.complete,
                       .ktap = boot->report.lines(),
                       .console = console_lines(console)},
                      request.symptom);
  return run;
}

Boot QemuRunner::boot_with(Acceleration acceleration, std::chrono::seconds deadline,
                           const RunRequest& request, const fs::path& console, Watch& watch) const {
  return boot({.arch = settings_.arch,
               .acceleration = acceleration,
               .image = request.image,
               .initramfs = request.initramfs,
               .test = request.test,
               .parameters = request.parameters,
               .memory_mib = settings_.memory_mib,
               .deadline = deadline,
               .console = console,
               .on_tick = [&watch] { watch.tick(); }});
}

// Decides by one boot under KVM which acceleration to use from now on. Returns that boot if it counts as an
// observation.
std::optional<Boot> QemuRunner::prove_kvm(const RunRequest& request, const fs::path& console, Watch& watch) {
  std::string obstacle;
  try {
    or_infrastructure_error(probe_kvm(*settings_.arch));
    const auto deadline = std::min(kvm_proof_deadline, settings_.deadline);
    Boot tried = boot_with(Acceleration::kvm, deadline, request, console, watch);
    if (tried.report.agent_up()) {
      settings_.acceleration = Acceleration::kvm;
      watch.note("KVM: proven by a guest that ran");
      // The guest was up, but the short deadline, which is not the campaign's, cut it off: no observation.
      if (tried.ending == BootEnding::deadline && !tried.report.complete()) return std::nullopt;
      return tried;
    }
    obstacle = fmt::format("no guest came up under KVM within {} s", deadline.count());
  } catch (const InfrastructureError& error) {
    obstacle = error.what();
    obstacle.erase(std::min(obstacle.find('\n'), obstacle.size()));
  }
  settings_.acceleration = Acceleration::tcg;
  watch.note(fmt::format("software emulation (TCG), because {}", obstacle));
  return std::nullopt;
}

}  // namespace kbisect
